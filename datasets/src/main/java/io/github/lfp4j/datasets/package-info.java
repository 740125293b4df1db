/**
 * Data sets as Deeplearning4j iterators, named by a short text such as {@code mnist:DIR} or {@code
 * csv:iris.csv?label=species}.
 *
 * <p>{@link io.github.lfp4j.datasets.DataSources} turns that text into a {@link
 * io.github.lfp4j.datasets.DataSource}. Each kind of data is one {@link
 * io.github.lfp4j.datasets.DataSourceProvider}, which reads or generates; what it has read is held
 * compactly in memory as {@code Examples} and handed out batch by batch by {@code ExampleIterator},
 * which converts, shuffles and repeats the same way for all kinds. Whatever is wrong with the text
 * or the data is a {@link io.github.lfp4j.datasets.DataException}.
 */
package io.github.lfp4j.datasets;
