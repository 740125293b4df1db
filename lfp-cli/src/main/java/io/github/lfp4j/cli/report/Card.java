package io.github.lfp4j.cli.report;

/**
 * One of the figures at the top of a report.
 *
 * @param label what it is, for example {@code Accuracy after pruning}
 * @param value the figure as shown, for example {@code 98.4 %}
 * @param remark a few words below it; may be empty
 */
public record Card(String label, String value, String remark) {}
