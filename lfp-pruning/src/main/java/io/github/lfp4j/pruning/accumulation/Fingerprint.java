package io.github.lfp4j.pruning.accumulation;

import io.github.lfp4j.dl4j.network.Network;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Tells networks apart by configuration and parameters. */
final class Fingerprint {

  private static final int PIECE = 4096;

  private Fingerprint() {}

  /**
   * SHA-256 over configuration, parameters and purpose.
   *
   * @param network initialised
   * @param purpose what else must be the same
   */
  static byte[] of(Network network, String purpose) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    digest.update(purpose.getBytes(StandardCharsets.UTF_8));
    digest.update(network.toJson().getBytes(StandardCharsets.UTF_8));
    INDArray inRows = network.params().dup('c');
    DataBuffer numbers = inRows.data();
    ByteBuffer piece = ByteBuffer.allocate(PIECE * Double.BYTES);
    for (long i = 0; i < inRows.length(); i++) {
      piece.putDouble(numbers.getDouble(i));
      if (!piece.hasRemaining()) {
        digest.update(piece.flip());
        piece.clear();
      }
    }
    digest.update(piece.flip());
    return digest.digest();
  }
}
