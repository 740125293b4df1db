/**
 * What has to go together when a unit - a neuron, a channel, a hidden unit of a recurrent layer -
 * is removed for real.
 *
 * <p>{@link io.github.lfp4j.pruning.structure.Structure} follows the units of a network from where
 * they are made to where they are read, through layers ({@link
 * io.github.lfp4j.pruning.structure.LayerStructures}), vertices ({@link
 * io.github.lfp4j.pruning.structure.VertexStructures}) and preprocessors ({@link
 * io.github.lfp4j.pruning.structure.Reshapes}). Units that are added to each other form one group.
 * {@link io.github.lfp4j.pruning.structure.UnitRemoval} then makes a smaller network of what is
 * kept.
 */
package io.github.lfp4j.pruning.structure;
