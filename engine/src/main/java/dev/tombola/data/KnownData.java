package dev.tombola.data;

import java.net.URI;
import java.util.List;

/// The data sets that are known by name. The MD5 of a file is its authors'; the SHA-256 of its
/// contents was computed from files with that MD5.
final class KnownData {
  private static final List<String> MNIST_BASES =
      List.of(
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/");

  private static final List<String> FASHION_BASES =
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");

  static final NamedData MNIST =
      new NamedData(
          "mnist",
          "handwritten digits, 60,000 + 10,000 grey images of 28×28",
          "CC BY-SA 3.0",
          "Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits",
          NamedData.Format.IDX,
          List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
          List.of(
              idx(
                  "train-images-idx3-ubyte",
                  9_912_422,
                  "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                  MNIST_BASES),
              idx(
                  "train-labels-idx1-ubyte",
                  28_881,
                  "d53e105ee54ea40749a09fcbcd1e9432",
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                  MNIST_BASES),
              idx(
                  "t10k-images-idx3-ubyte",
                  1_648_877,
                  "9fb629c4189551a2d022fa330f9573f3",
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                  MNIST_BASES),
              idx(
                  "t10k-labels-idx1-ubyte",
                  4_542,
                  "ec29112dd5afa0611ce80d1b7f02629c",
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
                  MNIST_BASES)));

  static final NamedData FASHION_MNIST =
      new NamedData(
          "fashion-mnist",
          "pictures of clothes, 60,000 + 10,000 grey images of 28×28",
          "MIT (Zalando SE)",
          "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, arXiv:1708.07747, 2017",
          NamedData.Format.IDX,
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
              "Ankle boot"),
          List.of(
              idx(
                  "train-images-idx3-ubyte",
                  26_421_880,
                  "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                  "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                  FASHION_BASES),
              idx(
                  "train-labels-idx1-ubyte",
                  29_515,
                  "25c81989df183df01b3e8a0aad5dffbe",
                  "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                  FASHION_BASES),
              idx(
                  "t10k-images-idx3-ubyte",
                  4_422_102,
                  "bef4ecab320f06d8554ea6380940ec79",
                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                  FASHION_BASES),
              idx(
                  "t10k-labels-idx1-ubyte",
                  5_148,
                  "bb300cfdad3c16e7a12a480ee83cd310",
                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
                  FASHION_BASES)));

  static final NamedData CIFAR_10 =
      new NamedData(
          "cifar-10",
          "tiny photographs, 50,000 + 10,000 colour images of 3×32×32",
          "none stated; cite the author",
          "A. Krizhevsky: Learning multiple layers of features from tiny images, 2009",
          NamedData.Format.CIFAR,
          List.of(
              "airplane",
              "automobile",
              "bird",
              "cat",
              "deer",
              "dog",
              "frog",
              "horse",
              "ship",
              "truck"),
          List.of(
              new DataFile(
                  "cifar-10-binary.tar.gz",
                  170_052_171,
                  "c32a1d4ab5d03f1284b67883e8d87530",
                  List.of(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")),
                  List.of(
                      cifar(
                          "data_batch_1",
                          "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                      cifar(
                          "data_batch_2",
                          "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                      cifar(
                          "data_batch_3",
                          "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                      cifar(
                          "data_batch_4",
                          "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                      cifar(
                          "data_batch_5",
                          "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                      cifar(
                          "test_batch",
                          "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")))));

  private KnownData() {}

  private static DataFile idx(
      String name, long size, String md5, String contents, List<String> bases) {
    String file = name + ".gz";
    return new DataFile(
        file,
        size,
        md5,
        bases.stream().map(base -> URI.create(base + file)).toList(),
        List.of(new DataFile.Part(name, contents)));
  }

  private static DataFile.Part cifar(String batch, String contents) {
    return new DataFile.Part("cifar-10-batches-bin/" + batch + ".bin", contents);
  }
}
