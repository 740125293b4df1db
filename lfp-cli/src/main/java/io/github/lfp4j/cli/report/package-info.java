/**
 * The HTML report: one file that needs neither network nor scripts.
 *
 * <p>A command fills {@link io.github.lfp4j.cli.report.ReportData}, plain records with optional
 * sections; {@link io.github.lfp4j.cli.report.HtmlReport} turns it into a page by a template.
 * Charts are computed by XChart, drawn onto Batik's SVG canvas, and then rewritten ({@code Svg}) so
 * that colours come from the page's style sheet, which knows a light and a dark scheme, and labels
 * are text in the reader's own font.
 */
package io.github.lfp4j.cli.report;
