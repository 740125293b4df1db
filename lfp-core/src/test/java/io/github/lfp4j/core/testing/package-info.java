/**
 * Slow, loop-level twins of the linear maps and what tests need to compare with them: everything
 * here works on plain {@code double[]} in C order and knows nothing of the code under test.
 */
package io.github.lfp4j.core.testing;
