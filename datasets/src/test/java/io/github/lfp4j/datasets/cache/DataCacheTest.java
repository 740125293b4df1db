package io.github.lfp4j.datasets.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.lfp4j.datasets.DataException;
import io.github.lfp4j.datasets.DataOptions;
import io.github.lfp4j.datasets.DownloadProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server on this machine that misbehaves in the ways that servers do. */
class DataCacheTest {

  private static final String NAME = "data.bin";

  @TempDir Path root;
  private final byte[] content = new byte[300_000];
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws IOException {
    new Random(1).nextBytes(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/good", exchange -> serve(exchange, content, content.length, true));
    server.createContext("/whole", exchange -> serve(exchange, content, content.length, false));
    server.createContext("/breaks", exchange -> serve(exchange, content, 100_000, true));
    server.createContext("/stuck", exchange -> serve(exchange, content, 0, true));
    byte[] wrong = content.clone();
    wrong[5]++;
    server.createContext("/wrong", exchange -> serve(exchange, wrong, wrong.length, true));
    server.createContext("/large", exchange -> serve(exchange, new byte[400_000], 400_000, true));
    server.createContext(
        "/shifted",
        exchange -> {
          requests.add("shifted");
          exchange.getResponseHeaders().add("Content-Range", "bytes 7-9/300000");
          exchange.sendResponseHeaders(206, 3);
          exchange.getResponseBody().write(new byte[3]);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  // Sends at most `most` bytes of what was announced, then drops the connection.
  private void serve(HttpExchange exchange, byte[] bytes, int most, boolean ranges)
      throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    requests.add(exchange.getRequestURI().getPath() + " " + range);
    int start = 0;
    if (ranges && range != null) {
      start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      if (start >= bytes.length) {
        exchange.getResponseHeaders().add("Content-Range", "bytes */" + bytes.length);
        exchange.sendResponseHeaders(416, -1);
        exchange.close();
        return;
      }
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes " + start + "-" + (bytes.length - 1) + "/" + bytes.length);
      exchange.sendResponseHeaders(206, bytes.length - start);
    } else {
      exchange.sendResponseHeaders(200, bytes.length);
    }
    exchange.getResponseBody().write(bytes, start, Math.min(most, bytes.length - start));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private RemoteFile file(String... paths) {
    List<URI> addresses =
        Arrays.stream(paths)
            .map(p -> URI.create("http://127.0.0.1:" + server.getAddress().getPort() + p))
            .toList();
    return new RemoteFile(NAME, addresses, content.length, sha256(content), false);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private DataCache cache(DownloadProgress progress) {
    return new DataCache("kind", DataOptions.defaults().withCache(root).withProgress(progress));
  }

  private DataCache cache() {
    return cache(DownloadProgress.NONE);
  }

  private Path part() {
    return root.resolve("kind").resolve(NAME + ".part");
  }

  private void assertFetched(RemoteFile file) throws IOException {
    assertThat(cache().get(file)).isEqualTo(root.resolve("kind").resolve(NAME));
    assertThat(root.resolve("kind").resolve(NAME)).hasBinaryContent(content);
    assertThat(part()).doesNotExist();
  }

  private void assertFails(RemoteFile file, String reason) {
    assertThatThrownBy(() -> cache().get(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("The file " + root.resolve("kind").resolve(NAME) + " is missing")
        .hasMessageContaining(reason)
        .hasMessageEndingWith(
            "by other means and put it there, or name the folder that has the files as"
                + " kind:FOLDER.");
    assertThat(root.resolve("kind").resolve(NAME)).doesNotExist();
  }

  private void leavePart(int bytes) throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), Arrays.copyOf(content, bytes));
  }

  @Test
  void fetchesOnceAndReportsProgress() throws IOException {
    List<Long> done = new ArrayList<>();
    Path got =
        cache(
                (name, bytes, total) -> {
                  assertThat(name).isEqualTo(NAME);
                  assertThat(total).isEqualTo(content.length);
                  done.add(bytes);
                })
            .get(file("/good"));
    assertThat(got).hasBinaryContent(content);
    assertThat(done).isSorted().startsWith(0L).endsWith((long) content.length);
    assertFetched(file("/good"));
    assertThat(requests).containsExactly("/good null");
  }

  @Test
  void continuesWhereAnEarlierAttemptWasCutOff() throws IOException {
    leavePart(123_456);
    assertFetched(file("/good"));
    assertThat(requests).containsExactly("/good bytes=123456-");
  }

  @Test
  void continuesWhenTheConnectionBreaks() throws IOException {
    assertFetched(file("/breaks"));
    assertThat(requests).hasSizeGreaterThan(2).startsWith("/breaks null");
    assertThat(requests.get(1)).matches("/breaks bytes=[1-9]\\d*-");
  }

  @Test
  void startsAgainWhereTheServerCannotContinue() throws IOException {
    leavePart(1000);
    assertFetched(file("/whole"));
    assertThat(requests).containsExactly("/whole bytes=1000-");
  }

  @Test
  void keepsWhatIsThereWhenNothingMoreComes() throws IOException {
    leavePart(1000);
    assertFails(file("/stuck"), "cannot be downloaded (");
    assertThat(Files.size(part())).isEqualTo(1000);
    assertFetched(file("/good"));
  }

  @Test
  void usesPartThatIsComplete() throws IOException {
    leavePart(content.length);
    assertFetched(file("/good"));
  }

  @Test
  void startsAgainAfterAPartOfSomethingElse() throws IOException {
    Files.createDirectories(part().getParent());
    Files.write(part(), new byte[5000]);
    assertFetched(file("/good"));
    assertThat(requests).containsExactly("/good bytes=5000-", "/good null");
  }

  @Test
  void refusesWrongContentAndLeavesNothingBehind() {
    assertFails(file("/wrong"), "/wrong holds something else (the checksum differs)");
    assertThat(part()).doesNotExist();
  }

  @Test
  void refusesMoreThanThereShouldBe() {
    assertFails(file("/large"), "it is larger than it should be");
  }

  @Test
  void refusesAnotherRangeThanItAskedFor() {
    assertFails(file("/shifted"), "/shifted sends another range than was asked for");
  }

  @Test
  void triesTheNextAddress() throws IOException {
    assertFetched(file("/nowhere", "/wrong", "/good"));
    assertThat(requests).containsExactly("/wrong null", "/good null");
  }

  @Test
  void saysWhatTheServerSaid() {
    assertFails(file("/nowhere"), "/nowhere answers with HTTP status 404");
  }

  @Test
  void saysThatThereIsNoConnection() {
    RemoteFile file = file("/good");
    server.stop(0);
    assertFails(file, "the connection to 127.0.0.1 failed");
    RemoteFile unknown =
        new RemoteFile(NAME, List.of(URI.create("http://nowhere.invalid/x")), 1, "", false);
    assertFails(unknown, "nowhere.invalid cannot be found, is there a network?");
  }

  @Test
  void doesNotUseTheNetworkIfToldSo() {
    DataCache offline = new DataCache("kind", DataOptions.defaults().withCache(root).offline());
    assertThatThrownBy(() -> offline.get(file("/good")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is missing and downloads are off: fetch http://127.0.0.1");
    assertThat(requests).isEmpty();
  }

  @Test
  void replacesADamagedFile() throws IOException {
    cache().get(file("/good"));
    byte[] damaged = content.clone();
    damaged[9]++;
    Files.write(root.resolve("kind").resolve(NAME), damaged);
    DataCache offline = new DataCache("kind", DataOptions.defaults().withCache(root).offline());
    assertThatThrownBy(() -> offline.get(file("/good")))
        .hasMessageContaining("is damaged and downloads are off");
    assertFetched(file("/good"));
    assertThat(requests).hasSize(2);
  }

  @Test
  void stopsWhenInterruptedAndContinuesLater() throws IOException {
    DataCache interrupted =
        cache(
            (name, done, total) -> {
              if (done >= 100_000) {
                Thread.currentThread().interrupt();
              }
            });
    assertThatThrownBy(() -> interrupted.get(file("/good")))
        .isInstanceOf(DataException.class)
        .hasMessage("The download of data.bin was interrupted: repeat the command to continue it.");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.size(part())).isGreaterThanOrEqualTo(100_000).isLessThan(content.length);
    assertFetched(file("/good"));
    assertThat(requests).hasSize(2).last().asString().contains("bytes=");
  }

  @Test
  void doesNotMixWithAnotherDownload() throws IOException {
    DataCache outer =
        cache(
            (name, done, total) ->
                assertThatThrownBy(() -> cache().get(file("/whole")))
                    .hasMessageContaining("another download of it is running"));
    assertThat(outer.get(file("/good"))).hasBinaryContent(content);
  }

  @Test
  void acceptsAnyPackingOfTheRightContent() throws IOException {
    byte[] text = "the same content, packed or not".getBytes(StandardCharsets.UTF_8);
    RemoteFile packed = new RemoteFile("text.gz", List.of(), text.length, sha256(text), true);
    Path folder = Files.createDirectories(root.resolve("kind"));
    assertThat(cache().holds(packed)).isFalse();
    Files.write(folder.resolve("text"), text);
    assertThat(cache().get(packed)).isEqualTo(folder.resolve("text"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text);
    }
    Files.write(folder.resolve("text.gz"), bytes.toByteArray());
    assertThat(cache().get(packed)).isEqualTo(folder.resolve("text.gz"));
    Files.write(folder.resolve("text.gz"), Arrays.copyOf(bytes.toByteArray(), 20));
    Files.delete(folder.resolve("text"));
    assertThat(cache().holds(packed)).isFalse();
  }
}
