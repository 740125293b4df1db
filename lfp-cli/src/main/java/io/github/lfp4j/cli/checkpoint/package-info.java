/**
 * Checkpoints of trainings: what an interrupted one needs to go on to the same bits, in one file
 * that is replaced in one step.
 */
package io.github.lfp4j.cli.checkpoint;
