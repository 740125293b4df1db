package io.github.lfp4j.pruning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.lfp4j.pruning.PruningException;
import io.github.lfp4j.pruning.TinyNetworks;
import io.github.lfp4j.pruning.model.ModelCheck.Verdict;
import io.github.lfp4j.pruning.model.RawZip.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips that are not what they seem: what stock zip libraries let pass. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileZipTest {
  private static final long BOMB_BYTES = 1L << 29;
  private static final byte[] BOMB = RawZip.deflatedZeros(BOMB_BYTES);
  private static final byte[] JUNK = "junk".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private final MultiLayerNetwork network = TinyNetworks.dense();
  private final RawZip zip = new RawZip();
  private Entry json;
  private Entry parameters;

  @BeforeEach
  void addModel() {
    String text = network.getLayerWiseConfigurations().toJson();
    json = zip.add(ModelEntries.CONFIGURATION, text.getBytes(StandardCharsets.UTF_8));
    parameters = zip.add(ModelEntries.PARAMETERS, ModelZip.bytes(network.params()));
  }

  private Path file() throws IOException {
    return zip.write(folder.resolve("hostile.zip"));
  }

  private void assertVerdict(Verdict verdict, String... words) throws IOException {
    Path file = file();
    PruningException refused =
        catchThrowableOfType(PruningException.class, () -> ModelFiles.read(file));
    ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);

    assertThat(refused).hasMessageContainingAll(words);
    assertThat(refused.getMessage().lines()).hasSize(1);
    assertThat(refused instanceof UnsafeModelException).isEqualTo(verdict == Verdict.DANGEROUS);
    assertThat(check.verdict()).as(check.reason()).isEqualTo(verdict);
    assertThat(check.reason()).contains(words).doesNotContain(folder.toString());
  }

  private void assertDangerous(String... words) throws IOException {
    assertVerdict(Verdict.DANGEROUS, words);
  }

  private void assertUnreadable(String... words) throws IOException {
    assertVerdict(Verdict.UNREADABLE, words);
  }

  /** Else nothing that follows would mean anything. */
  @Test
  void isCleanAsLongAsNothingIsChanged() throws IOException {
    assertThat(ModelFiles.read(file()).params()).isEqualTo(network.params());
    assertThat(new ModelVerifier(ReadOptions.defaults()).check(file()).verdict())
        .isEqualTo(Verdict.CLEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil.sh", "a/../../evil", "..", "..\\evil", "objects/../../evil", "a/.."})
  void namesThatLeadUpwards(String name) throws IOException {
    zip.add(name, JUNK);

    assertDangerous("outside of its folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "C:\\evil", "c:evil", "\\\\server\\share", "\\evil"})
  void namesThatAreAbsolute(String name) throws IOException {
    zip.add(name, JUNK);

    assertDangerous("absolute path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\0b", "a\u202eb", "a\u001b[2Jb", "a\\b"})
  void namesThatDeceive(String name) throws IOException {
    zip.add(name, JUNK);

    assertDangerous("characters that no name needs");
  }

  @Test
  void namesOfStrangeLength() throws IOException {
    zip.add("x".repeat(1000), JUNK);

    assertDangerous("1000 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {ModelEntries.CONFIGURATION, ModelEntries.PARAMETERS})
  void namesThatAreThereTwice(String name) throws IOException {
    zip.add(name, JUNK);

    assertDangerous("two entries with the name " + name);
  }

  @Test
  void anotherNameInTheHeader() throws IOException {
    zip.add("noParams.marker", JUNK).localName = "preprocessor.bin";

    assertDangerous("has another name in its header, preprocessor.bin");
  }

  @Test
  void anotherSizeInTheHeader() throws IOException {
    parameters.localSize++;

    assertUnreadable("header of coefficients.bin says something else");
  }

  @Test
  void anotherMethodInTheHeader() throws IOException {
    parameters.localMethod = ZipRecord.STORED;

    assertUnreadable("header of coefficients.bin says something else");
  }

  @Test
  void entriesThatShareTheirData() throws IOException {
    Entry marker = zip.add(ModelEntries.NO_PARAMETERS, JUNK);
    marker.offset = 0;
    marker.localName = ModelEntries.CONFIGURATION;

    assertDangerous("overlaps another one");
  }

  @Test
  void hiddenBytes() throws IOException {
    zip.between(JUNK);
    assertUnreadable("4 bytes before coefficients.bin belong to no entry");
  }

  @Test
  void somethingBeforeTheFirstEntry() throws IOException {
    // Still begins as a zip does.
    zip.before("PK\u0003\u0004".getBytes(StandardCharsets.ISO_8859_1));
    assertUnreadable("4 bytes before configuration.json belong to no entry");
  }

  @Test
  void somethingBehindTheEnd() throws IOException {
    zip.after(JUNK);
    assertUnreadable("4 bytes follow its end");
  }

  @Test
  void encryption() throws IOException {
    parameters.flags = 1;

    assertUnreadable("coefficients.bin is encrypted");
  }

  @Test
  void otherFlags() throws IOException {
    parameters.flags = 1 << 13;

    assertUnreadable("flags that are not supported");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 12, 14, 99})
  void otherMethods(int method) throws IOException {
    parameters.method = method;

    assertUnreadable("compressed by method " + method + " instead of deflate");
  }

  @Test
  void wrongCrc() throws IOException {
    parameters.crc++;

    assertUnreadable("coefficients.bin cannot be unpacked: its CRC is wrong");
  }

  @ParameterizedTest
  @CsvSource({"1", "-1"})
  void wrongSize(int difference) throws IOException {
    json.size += difference;
    json.localSize += difference;

    assertUnreadable("configuration.json cannot be unpacked", "instead of " + json.size);
  }

  @Test
  void moreEntriesThanThereAre() throws IOException {
    zip.declaring(3);

    assertUnreadable("its directory is cut short");
  }

  @Test
  void moreEntriesThanAModelHas() throws IOException {
    for (int i = 0; i < ReadLimits.ENTRIES; i++) {
      zip.add("objects/" + i, JUNK);
    }

    assertDangerous("66 entries", "no more than 64");
  }

  @Test
  void zip64() throws IOException {
    parameters.size = 0xffffffffL;

    assertDangerous("coefficients.bin would unpack to 4294967295 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"readme.txt", "META-INF/MANIFEST.MF", "objects/", "Configuration.json"})
  void entriesOfOthers(String name) throws IOException {
    zip.add(name, JUNK);

    assertUnreadable(name + " is none of those that Deeplearning4j writes");
  }

  @Test
  void bombsThatSayWhatTheyAre() throws IOException {
    zip.addPacked(ModelEntries.NORMALIZER, BOMB, BOMB_BYTES);

    assertDangerous("zip bomb");
  }

  /** The CRC is wrong, too, but it does not come to that. */
  @Test
  void bombsThatLie() throws IOException {
    zip.addPacked(ModelEntries.NORMALIZER, BOMB, 100);

    assertDangerous("zip bomb");
  }

  @Test
  void bombsOfManySmallParts() throws IOException {
    byte[] zeros = RawZip.deflatedZeros(32 << 20);
    for (int i = 0; i < 20; i++) {
      zip.addPacked("objects/" + i, zeros, 32 << 20);
    }

    assertDangerous("zip bomb");
  }

  @Test
  void sizesThatCannotBe() throws IOException {
    zip.addPacked(ModelEntries.NORMALIZER, RawZip.deflated(JUNK), 200 << 20);

    assertDangerous("normalizer.bin claims to unpack to 209715200 bytes");
  }

  @Test
  void hugeConfigurations() throws IOException {
    RawZip huge = new RawZip();
    int size = ReadLimits.CONFIGURATION_BYTES + 1;
    huge.add(ModelEntries.CONFIGURATION, " ".repeat(size).getBytes(StandardCharsets.US_ASCII));
    Path file = huge.write(folder.resolve("huge.zip"));

    ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);

    assertThat(check.verdict()).isEqualTo(Verdict.DANGEROUS);
    assertThat(check.reason()).contains("configuration would unpack to " + size + " bytes");
  }

  /** A parameter array that would fill the memory, of a configuration that asks for few. */
  @Test
  void parametersBeyondTheConfiguration() throws IOException {
    RawZip large = new RawZip();
    large.add(
        ModelEntries.CONFIGURATION,
        network.getLayerWiseConfigurations().toJson().getBytes(StandardCharsets.UTF_8));
    int numbers = 60_000_000;
    byte[] header = ArrayBytes.header("JAVACPP", "INT", 1, numbers, "JAVACPP", "FLOAT");
    byte[] content = new byte[header.length + Float.BYTES * numbers];
    System.arraycopy(header, 0, content, 0, header.length);
    large.add(ModelEntries.PARAMETERS, content);
    Path file = large.write(folder.resolve("large.zip"));
    long before = System.nanoTime();

    ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file);

    assertThat(check.verdict()).isEqualTo(Verdict.UNREADABLE);
    assertThat(check.reason()).contains(numbers + " parameters", network.numParams() + "");
    // Nothing was unpacked but the header.
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(2));
  }

  /** Deeplearning4j never looks at the directory, so a missing one protects nobody. */
  @Test
  void javaObjectsInFilesWithoutDirectory() throws IOException {
    zip.add(ModelEntries.PREPROCESSOR, JUNK);
    zip.withoutDirectory();

    ModelCheck check = new ModelVerifier(ReadOptions.defaults()).check(file());

    assertThat(check.verdict()).isEqualTo(Verdict.DANGEROUS);
    assertThat(check.reason()).contains("Java object (preprocessor.bin)");
  }
}
