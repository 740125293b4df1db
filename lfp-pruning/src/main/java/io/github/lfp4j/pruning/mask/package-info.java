/** Masks of single weights that stay pruned while the others learn on. */
package io.github.lfp4j.pruning.mask;
