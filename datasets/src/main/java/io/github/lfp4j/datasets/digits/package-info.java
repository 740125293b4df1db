/**
 * Handwriting-like digits, drawn from strokes.
 *
 * <p>A {@link io.github.lfp4j.datasets.digits.DigitGenerator} needs neither fonts nor files: {@code
 * Glyphs} says where a pen goes, {@code Stroke} makes a smooth line of it, {@code Hand} distorts it
 * the way a hand would, {@code Canvas} puts ink on pixels. The set takes the place of a download
 * where a demonstration or a test needs images whose classes are easy to tell for a small
 * convolutional network and noticeably harder for a linear one.
 */
package io.github.lfp4j.datasets.digits;
