/**
 * Plans: which weights or units go, given their scores; how many have to go for a target; what a
 * network loses with each layer.
 */
package io.github.lfp4j.pruning.plan;
