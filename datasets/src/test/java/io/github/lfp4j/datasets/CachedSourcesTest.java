package io.github.lfp4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.lfp4j.datasets.cache.RemoteFile;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data sets that come from the cache when no folder is named. */
class CachedSourcesTest {

  private static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir Path root;
  private HttpServer server;
  private DataOptions options;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    options = DataOptions.defaults().withCache(root);
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private RemoteFile publish(String name, byte[] content, byte[] sent, boolean unpacked)
      throws Exception {
    server.createContext(
        "/" + name,
        exchange -> {
          exchange.sendResponseHeaders(200, sent.length);
          exchange.getResponseBody().write(sent);
          exchange.close();
        });
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    return new RemoteFile(name, List.of(address), content.length, sha256, unpacked);
  }

  @Test
  void fetchesTheFourFilesOfMnist() throws Exception {
    Map<String, byte[]> contents =
        Map.of(
            "train-images-idx3-ubyte.gz", Fixtures.idxImages(3, 2, 2),
            "train-labels-idx1-ubyte.gz", Fixtures.idxLabels(1, 2, 3),
            "t10k-images-idx3-ubyte.gz", Fixtures.idxImages(1, 2, 2),
            "t10k-labels-idx1-ubyte.gz", Fixtures.idxLabels(4));
    List<RemoteFile> files = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
      byte[] content = entry.getValue();
      files.add(publish(entry.getKey(), content, Fixtures.gzip(content), true));
    }
    Set<String> seen = new TreeSet<>();
    DataSpec spec = DataSpec.parse("mnist");
    DataSource mnist =
        MnistProvider.open(
            spec, options.withProgress((file, done, total) -> seen.add(file)), files, DIGITS);
    assertThat(mnist.trainExamples()).isEqualTo(3);
    assertThat(seen).isEqualTo(new TreeSet<>(contents.keySet()));
    server.stop(0);
    assertThat(MnistProvider.open(spec, options, files, DIGITS).testExamples()).isEqualTo(1);
  }

  @Test
  void findsTheRealMnistInTheCache() {
    Fixtures.shared("fashion-mnist");
    DataOptions real = options.offline().withCache(Fixtures.shared("mnist").getParent());
    assertThat(DataSources.open("mnist", real).trainExamples()).isEqualTo(60_000);
    assertThat(DataSources.open("fashion-mnist", real).testExamples()).isEqualTo(10_000);
  }

  @Test
  void saysWhereToPutWhatIsMissing() {
    for (String kind : List.of("mnist", "fashion-mnist", "cifar10")) {
      assertThatThrownBy(() -> DataSources.open(kind, options.offline()))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("The file " + root.resolve(kind))
          .hasMessageContaining("is missing and downloads are off: fetch http")
          .hasMessageEndingWith("or name the folder that has the files as " + kind + ":FOLDER.");
    }
  }

  @Test
  void unpacksCifar10() throws Exception {
    byte[] train = CifarTest.records(1, 2, 3);
    byte[] test = CifarTest.records(4);
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(tarEntry("cifar-10-batches-bin/data_batch_1.bin", train));
    tar.write(tarEntry("cifar-10-batches-bin/readme.html", new byte[10]));
    tar.write(tarEntry("cifar-10-batches-bin/test_batch.bin", test));
    tar.write(new byte[1024]);
    byte[] packed = Fixtures.gzip(tar.toByteArray());
    CifarArchive archive =
        new CifarArchive(
            publish("cifar.tar.gz", packed, packed, false),
            List.of(
                publish("data_batch_1.bin", train, train, false),
                publish("test_batch.bin", test, test, false)));
    DataSpec spec = DataSpec.parse("cifar10");
    DataSource cifar = CifarProvider.open(spec, options, archive);
    assertThat(cifar.trainExamples()).isEqualTo(3);
    assertThat(Fixtures.classes(cifar.test(1))).containsExactly(4);
    assertThat(root.resolve("cifar10"))
        .isDirectoryContaining("glob:**/data_batch_1.bin")
        .isDirectoryContaining("glob:**/test_batch.bin");
    assertThat(root.resolve("cifar10").toFile().list()).hasSize(2);
    server.stop(0);
    assertThat(CifarProvider.open(spec, options, archive).testExamples()).isEqualTo(1);
    Files.write(root.resolve("cifar10").resolve("test_batch.bin"), CifarTest.records(5));
    assertThatThrownBy(() -> CifarProvider.open(spec, options, archive))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cifar.tar.gz is missing and cannot be downloaded");
  }

  @Test
  void refusesAnArchiveWithoutTheMembers() throws Exception {
    byte[] packed = Fixtures.gzip(new byte[1024]);
    byte[] wanted = CifarTest.records(1);
    CifarArchive archive =
        new CifarArchive(
            publish("empty.tar.gz", packed, packed, false),
            List.of(publish("data_batch_1.bin", wanted, wanted, false)));
    assertThatThrownBy(() -> CifarProvider.open(DataSpec.parse("cifar10"), options, archive))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "empty.tar.gz cannot be unpacked (it has no undamaged data_batch_1.bin)");
  }

  /** A file as the ustar format wants it: a header of 512 bytes, then blocks of 512. */
  private static byte[] tarEntry(String name, byte[] content) {
    byte[] entry = new byte[512 + (content.length + 511) / 512 * 512];
    put(entry, 0, name);
    put(entry, 100, "0000644");
    put(entry, 108, "0000000");
    put(entry, 116, "0000000");
    put(entry, 124, String.format("%011o", content.length));
    put(entry, 136, "00000000000");
    put(entry, 148, "        ");
    entry[156] = '0';
    put(entry, 257, "ustar\u000000");
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += entry[i] & 0xff;
    }
    put(entry, 148, String.format("%06o\u0000 ", sum));
    System.arraycopy(content, 0, entry, 512, content.length);
    return entry;
  }

  private static void put(byte[] entry, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, entry, at, bytes.length);
  }
}
