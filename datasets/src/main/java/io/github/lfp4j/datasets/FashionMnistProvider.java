package io.github.lfp4j.datasets;

import io.github.lfp4j.datasets.cache.RemoteFile;
import java.net.URI;
import java.util.List;

/**
 * {@code fashion-mnist[:DIR]}: articles of clothing in the form of MNIST, 60,000 to train on and
 * 10,000 to test on (Xiao, Rasul, Vollgraf 2017).
 */
public final class FashionMnistProvider implements DataSourceProvider {

  private static final List<String> LABELS =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");
  private static final List<RemoteFile> FILES =
      List.of(
          file(
              "train-images-idx3-ubyte.gz",
              47_040_016,
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
          file(
              "train-labels-idx1-ubyte.gz",
              60_008,
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
          file(
              "t10k-images-idx3-ubyte.gz",
              7_840_016,
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
          file(
              "t10k-labels-idx1-ubyte.gz",
              10_008,
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  @Override
  public String kind() {
    return "fashion-mnist";
  }

  @Override
  public String usage() {
    return "fashion-mnist[:DIR]";
  }

  @Override
  public DataSource open(DataSpec spec, DataOptions options) {
    return MnistProvider.open(spec, options, FILES, LABELS);
  }

  private static RemoteFile file(String name, long bytes, String sha256) {
    List<URI> addresses =
        List.of(
            URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" + name),
            URI.create(
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"
                    + name));
    return new RemoteFile(name, addresses, bytes, sha256, true);
  }
}
