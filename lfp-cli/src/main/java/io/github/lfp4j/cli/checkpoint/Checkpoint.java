package io.github.lfp4j.cli.checkpoint;

import io.github.lfp4j.dl4j.network.Network;

/**
 * A training that can go on.
 *
 * @param fingerprint of its settings
 * @param state where it stands
 * @param network as it was then, in the layers that it learns in, with updater state and counters
 */
public record Checkpoint(Fingerprint fingerprint, TrainingState state, Network network) {}
