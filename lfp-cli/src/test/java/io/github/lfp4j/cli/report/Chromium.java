package io.github.lfp4j.cli.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A browser without a window that notes down everything it loads and complains about. */
final class Chromium implements AutoCloseable {
  // Kept, since loggers that nobody holds on to forget their level. Selenium warns about each
  // browser that is newer than itself; nothing that this test uses depends on the version.
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  static {
    SELENIUM.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts the browser, or skips the test where there is none.
   *
   * @param profile an empty folder
   */
  static Chromium start(Path profile) {
    Optional<Path> browser =
        Optional.ofNullable(System.getProperty("lfp.chromium"))
            .map(Path::of)
            .or(() -> find("chromium", "chromium-browser", "google-chrome", "chrome"));
    Optional<Path> server = find("chromedriver", "chromium.chromedriver");
    assumeTrue(
        browser.isPresent() && server.isPresent(),
        "no chromium and chromedriver on the PATH (or in -Dlfp.chromium): install the packages"
            + " chromium and chromium-driver to run this test");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(server.get().toFile()).build();
    return new Chromium(new ChromeDriver(service, options));
  }

  private static Optional<Path> find(String... names) {
    List<String> folders =
        Stream.concat(
                Arrays.stream(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                Stream.of("/usr/bin", "/usr/lib/chromium", "/snap/bin", "/opt/google/chrome"))
            .filter(folder -> !folder.isEmpty())
            .toList();
    return Arrays.stream(names)
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens a page in a window of a given width. */
  void open(Path page, String colorScheme, int width) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
    driver.manage().window().setSize(new Dimension(width, 900));
    driver.get(page.toUri().toString());
  }

  /** Opens a page that a server hands out. */
  void open(String address, int width) {
    driver.manage().window().setSize(new Dimension(width, 900));
    driver.get(address);
  }

  /** What a script expression in the page says. */
  Object evaluate(String expression) {
    return driver.executeScript("return " + expression);
  }

  /** What the browser complains about since the last call. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** Addresses that the page has asked for since the last call. */
  List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> message.contains("\"Network.requestWillBeSent\""))
        .map(
            message -> message.replaceFirst("(?s).*\"request\":\\{.*?\"url\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  /** A picture of the whole page. */
  byte[] picture() {
    long height = ((Number) evaluate("document.documentElement.scrollHeight")).longValue();
    Dimension size = driver.manage().window().getSize();
    driver.manage().window().setSize(new Dimension(size.getWidth(), (int) height + 150));
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
