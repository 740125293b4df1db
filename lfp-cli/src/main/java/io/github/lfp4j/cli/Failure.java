package io.github.lfp4j.cli;

/**
 * How a command that did not succeed ends.
 *
 * @param status the exit status, see {@link ExitStatus}
 * @param sentence what went wrong and what to do, in one line
 */
public record Failure(int status, String sentence) {}
