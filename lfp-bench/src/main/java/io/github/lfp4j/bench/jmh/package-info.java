/**
 * Times of the single operations that a step is made of, by JMH: each in a process of its own,
 * without a network around it.
 */
package io.github.lfp4j.bench.jmh;
