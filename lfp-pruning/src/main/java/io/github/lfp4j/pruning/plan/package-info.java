/** Plans: which weights go, given their scores, and their removal. */
package io.github.lfp4j.pruning.plan;
