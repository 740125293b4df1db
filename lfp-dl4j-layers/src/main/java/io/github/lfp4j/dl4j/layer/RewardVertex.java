package io.github.lfp4j.dl4j.layer;

/**
 * A vertex of a graph with a rule of its own: what it is given must be {@code G = R / a}, where
 * stock vertices that only move units about treat R the same as G.
 */
public interface RewardVertex {}
