/**
 * How files come into being: a target is checked before the work starts, written beside itself, and
 * moved into place in one step together with the command's other outputs. When the process is told
 * to end before that, nothing is left behind.
 */
package io.github.lfp4j.cli.output;
