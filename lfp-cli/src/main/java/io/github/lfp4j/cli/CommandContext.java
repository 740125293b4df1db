package io.github.lfp4j.cli;

import io.github.lfp4j.cli.console.Terminal;
import io.github.lfp4j.cli.output.Interruption;

/**
 * What a command knows about the process that it runs in.
 *
 * @param terminal what standard error is connected to
 * @param interruption cleans up when the process is told to end
 */
public record CommandContext(Terminal terminal, Interruption interruption) {}
