/**
 * {@code lfp study}: which criterion and which way of making layers comparable keep a network's
 * accuracy best when units are removed without fine-tuning.
 */
package io.github.lfp4j.bench.study;
