/** Relevance accumulated over reference data, batch by batch: what ranking and pruning stand on. */
package io.github.lfp4j.pruning.relevance;
