/**
 * The {@code lfp} command: its command tree, what all commands have in common, and how failures
 * become one sentence and an exit status.
 *
 * <p>One class per command; none holds logic that a user of the libraries would miss. The folders
 * below: {@link io.github.lfp4j.cli.console} is what a person sees while a command runs, {@link
 * io.github.lfp4j.cli.output} is how files come into being, {@link io.github.lfp4j.cli.report}
 * draws the HTML report. Other modules add commands through {@link
 * io.github.lfp4j.cli.CommandProvider}.
 */
package io.github.lfp4j.cli;
