/**
 * One type for both kinds of network that Deeplearning4j has: {@link
 * io.github.lfp4j.dl4j.network.Network} stands for a {@code MultiLayerNetwork} or a {@code
 * ComputationGraph}, so that what treats them alike is written once.
 */
package io.github.lfp4j.dl4j.network;
