/**
 * Where downloaded files are kept, and how they get there.
 *
 * <p>A {@link io.github.lfp4j.datasets.cache.RemoteFile} says what a file is called, where it can
 * be had and what it must contain. {@link io.github.lfp4j.datasets.cache.DataCache} hands out files
 * whose contents were checked, fetching what is missing with {@code Download}, which continues
 * where an earlier attempt was cut off and moves nothing into place that was not checked.
 */
package io.github.lfp4j.datasets.cache;
