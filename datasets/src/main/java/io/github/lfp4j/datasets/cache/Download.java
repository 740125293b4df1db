package io.github.lfp4j.datasets.cache;

import io.github.lfp4j.datasets.DownloadProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Fetches a file over HTTP into a {@code .part} file beside its target, checks it and moves it into
 * place. What an interrupted attempt left in the {@code .part} file is continued, not repeated.
 */
final class Download {

  private static final int CONNECT_MILLIS = 15_000;
  private static final int READ_MILLIS = 30_000;
  private static final int ATTEMPTS = 5;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final RemoteFile file;
  private final Path target;
  private final Path part;
  private final DownloadProgress progress;

  Download(RemoteFile file, Path folder, DownloadProgress progress) {
    this.file = file;
    this.target = folder.resolve(file.name());
    this.part = folder.resolve(file.name() + ".part");
    this.progress = progress;
  }

  /**
   * Fetches the file from the first address that has it.
   *
   * @throws IOException if none has; the message is the reason, as a clause without a full stop
   */
  void run() throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    IOException reason = new IOException("no address is known");
    for (URI address : file.addresses()) {
      try {
        if (fetched(address)) {
          Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
          return;
        }
        reason = new IOException(address + " holds something else (the checksum differs)");
      } catch (InterruptedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        reason = new IOException(address.getHost() + " does not answer in time", e);
      } catch (IOException e) {
        reason = e;
      }
    }
    throw reason;
  }

  // As long as an attempt gets further than the one before, a broken connection is tried again.
  private boolean fetched(URI address) throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = partBytes();
      try {
        transfer(address, before);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == ATTEMPTS || partBytes() <= before) {
          throw e;
        }
        continue;
      }
      if (file.matches(part)) {
        return true;
      }
      Files.delete(part);
      if (before == 0 || attempt == ATTEMPTS) {
        return false;
      }
    }
  }

  private long partBytes() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void transfer(URI address, long before) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (before > 0) {
      connection.setRequestProperty("Range", "bytes=" + before + "-");
    }
    try {
      int status = connection.getResponseCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        return; // There is no more than what is here already; the checksum tells what that is.
      }
      if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
        throw new IOException(address + " answers with HTTP status " + status);
      }
      String range = connection.getHeaderField("Content-Range");
      boolean continues =
          status == HttpURLConnection.HTTP_PARTIAL
              && range != null
              && range.startsWith("bytes " + before + "-");
      if (status == HttpURLConnection.HTTP_PARTIAL && !continues) {
        throw new IOException(address + " sends another range than was asked for");
      }
      long start = continues ? before : 0;
      long rest = connection.getContentLengthLong();
      try (InputStream body = connection.getInputStream()) {
        store(body, start, rest < 0 ? -1 : start + rest);
      }
    } catch (UnknownHostException e) {
      throw new IOException(address.getHost() + " cannot be found, is there a network?", e);
    } catch (SocketException e) {
      throw new IOException(
          "the connection to " + address.getHost() + " failed (" + e.getMessage() + ")", e);
    } finally {
      connection.disconnect();
    }
  }

  private void store(InputStream body, long start, long total) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      claim(channel);
      channel.truncate(start);
      channel.position(start);
      long done = start;
      byte[] buffer = new byte[1 << 16];
      progress.update(file.name(), done, total);
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("it was interrupted");
        }
        done += read;
        if (done > file.mostBytes()) {
          throw new IOException("it is larger than it should be");
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        progress.update(file.name(), done, total);
      }
      if (total >= 0 && done < total) {
        throw new IOException("it broke off after " + done + " of " + total + " bytes");
      }
    }
  }

  // Locks the file until the channel is closed.
  private static void claim(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new IOException("another download of it is running", e);
    }
    if (lock == null) {
      throw new IOException("another download of it is running");
    }
  }
}
