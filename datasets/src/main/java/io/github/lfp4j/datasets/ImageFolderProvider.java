package io.github.lfp4j.datasets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code images:DIR}: image files in a folder for each class, which is named after it. If the
 * folder holds just {@code train} and {@code test}, the classes are looked for in both of them.
 * Options: {@code size} (HEIGHTxWIDTHxCHANNELS that all images are scaled to, with 1 or 3 channels;
 * without, all must have the same size), {@code test} (the fraction of each class that is kept for
 * testing, 0.2) and {@code seed} of that choice.
 */
public final class ImageFolderProvider implements DataSourceProvider {

  private static final String HOLDS = "a folder of images for each class";
  private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})x([13])");
  private static final int MOST_CLASSES = 256;

  @Override
  public String kind() {
    return "images";
  }

  @Override
  public String usage() {
    return "images:DIR[?size=HEIGHTxWIDTHxCHANNELS&test=X&seed=N]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    SpecOptions asked = new SpecOptions(spec, List.of("size", "test", "seed"));
    double fraction = asked.fraction("test", 0.2);
    long seed = asked.seed("seed", 1);
    ImageReader reader = new ImageReader(size(asked));
    Path folder = Folders.require(asked.path("DIR"), HOLDS);
    String name = Folders.name(folder.toAbsolutePath().normalize());
    List<String> inner = names(folders(folder));
    if (inner.equals(List.of("test", "train"))) {
      Path train = folder.resolve("train");
      Path test = folder.resolve("test");
      List<String> labels = names(classFolders(train));
      if (!labels.equals(names(classFolders(test)))) {
        throw new DataException(
            "The folders " + train + " and " + test + " do not hold the same classes.");
      }
      return new InMemorySource(
          name, labels, Images.read(train, reader).all(), Images.read(test, reader).all());
    }
    Images images = Images.read(folder, reader);
    int[] classes = images.classes().stream().mapToInt(Integer::intValue).toArray();
    Split split = Split.stratified(classes, images.outcomes(), fraction, seed, name);
    return new InMemorySource(
        name,
        names(classFolders(folder)),
        images.select(split.train()),
        images.select(split.test()));
  }

  private static long[] size(SpecOptions asked) {
    String text = asked.text("size");
    if (text == null) {
      return null;
    }
    Matcher size = SIZE.matcher(text);
    if (!size.matches()) {
      throw asked.wrong("size", "HEIGHTxWIDTHxCHANNELS with 1 or 3 channels, as 28x28x1", null);
    }
    return new long[] {
      Long.parseLong(size.group(3)), Long.parseLong(size.group(1)), Long.parseLong(size.group(2))
    };
  }

  private static List<Path> folders(Path folder) {
    return Folders.list(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> classFolders(Path folder) {
    List<Path> folders = folders(folder);
    if (folders.size() < 2 || folders.size() > MOST_CLASSES) {
      throw new DataException(
          String.format(
              "The folder %s has %d folders in it, but it must hold %s, 2 to %d of them.",
              folder, folders.size(), HOLDS, MOST_CLASSES));
    }
    return folders;
  }

  private static List<String> names(List<Path> folders) {
    return folders.stream().map(Folders::name).toList();
  }

  /** Images in memory, with the class of each. */
  private record Images(
      ImageReader reader, List<byte[]> pixels, List<Integer> classes, int outcomes) {

    static Images read(Path folder, ImageReader reader) {
      List<Path> folders = classFolders(folder);
      List<Path> files = new ArrayList<>();
      List<Integer> classes = new ArrayList<>();
      for (int one = 0; one < folders.size(); one++) {
        int before = files.size();
        for (Path file : Folders.list(folders.get(one))) {
          if (ImageReader.isImage(file)) {
            files.add(file);
            classes.add(one);
          }
        }
        if (files.size() == before) {
          throw new DataException("The folder " + folders.get(one) + " has no images in it.");
        }
      }
      List<byte[]> pixels = new ArrayList<>();
      for (Path file : files) {
        pixels.add(reader.read(file));
        if (pixels.size() == 1) {
          checkMemory(folder, (long) files.size() * pixels.get(0).length);
        }
      }
      return new Images(reader, pixels, classes, folders.size());
    }

    private static void checkMemory(Path folder, long bytes) {
      long most = Runtime.getRuntime().maxMemory();
      if (bytes > most / 10 * 8) {
        throw new DataException(
            String.format(
                "The images in %s take %d MB, but there are only %d MB of memory:"
                    + " add ?size=HEIGHTxWIDTHxCHANNELS to scale them down.",
                folder, bytes >> 20, most >> 20));
      }
    }

    Examples all() {
      return select(Order.FIXED.of(pixels.size(), 0));
    }

    Examples select(List<Integer> numbers) {
      return select(numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    private Examples select(int... numbers) {
      List<byte[]> chosen = new ArrayList<>();
      byte[] of = new byte[numbers.length];
      for (int i = 0; i < of.length; i++) {
        chosen.add(pixels.get(numbers[i]));
        of[i] = classes.get(numbers[i]).byteValue();
      }
      return new ImageExamples(reader.shape(), chosen, of, outcomes);
    }
  }
}
