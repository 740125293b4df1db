/**
 * Model files: Deeplearning4j's zips and Keras' HDF5 files, read without running anything in them
 * or trusting their sizes, verified, and written so that no half of one is ever in place.
 *
 * <p>{@link io.github.lfp4j.pruning.model.ModelFiles} is the way in. Reading goes from the zip's
 * structure ({@code Zip...}) to the text of the configuration ({@code Configuration...}) and the
 * headers of the arrays ({@code Array...}); what one step has checked, the next one relies on. See
 * {@code docs/model-files.md}.
 */
package io.github.lfp4j.pruning.model;
