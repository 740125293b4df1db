package io.github.lfp4j.cli.report;

/**
 * An input and what in it counted, as a report shows it.
 *
 * @param title which input it is
 * @param drawing an {@code img} element with its data in it, or an {@code svg} element
 * @param caption a sentence below it
 */
public record Picture(String title, String drawing, String caption) {}
