/**
 * Model files: Deeplearning4j's zip format, read without running anything in it, written
 * atomically.
 */
package io.github.lfp4j.pruning.model;
