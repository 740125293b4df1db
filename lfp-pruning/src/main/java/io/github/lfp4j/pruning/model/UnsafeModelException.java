package io.github.lfp4j.pruning.model;

import io.github.lfp4j.pruning.PruningException;

/**
 * A model file that would harm who reads it carelessly: it names classes that have no business in a
 * model, unpacks to more than a model can be, or is built to be read differently by different
 * programs. Other defects are plain {@link PruningException}s.
 */
public final class UnsafeModelException extends PruningException {
  private static final long serialVersionUID = 1L;

  /** One sentence. */
  public UnsafeModelException(String message) {
    super(message);
  }
}
