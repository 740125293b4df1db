/**
 * Recurrent cells: a whole sequence forward, and reward back through time.
 *
 * <p>A cell is made of affine maps, activation functions, products of a gate and a signal, and
 * sums. What a rule does to each of these is linear in G, so that it comes down to factors ({@link
 * io.github.lfp4j.core.recurrent.CellRule}) which are computed for all time steps at once; the loop
 * over time only multiplies by them. The inputs of all steps are projected by one matrix product
 * before the loop, and the feedback of all steps is formed by one after it.
 *
 * <p>Sequences are arrays [N, C, T] in column order, so that a time step, and within it the values
 * of one gate, lie without gaps in memory. {@link io.github.lfp4j.core.recurrent.UnrolledRnn} and
 * {@link io.github.lfp4j.core.recurrent.UnrolledLstm} hold the equations.
 */
package io.github.lfp4j.core.recurrent;
