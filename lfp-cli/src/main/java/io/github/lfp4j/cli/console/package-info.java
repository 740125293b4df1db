/**
 * What a person sees while a command runs: results as text on standard output, progress and remarks
 * on standard error, and how much of each is wanted.
 */
package io.github.lfp4j.cli.console;
