package io.ntpaudit.report;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, in a profile of its own. */
final class Browser implements AutoCloseable {
  private static final String CHROMIUM = "/usr/bin/chromium";
  private static final String DRIVER = "/usr/bin/chromedriver";

  /** Pages, lines and pictures come out the same only with the same letters. */
  private static final String FONT = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf";

  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]*)\"");

  /** Pictures for people to look at. */
  static final Path PICTURES = Path.of("target/browser");

  private final ChromeDriver driver;
  private final Path profile;

  Browser() throws IOException {
    if (!new File(CHROMIUM).canExecute()
        || !new File(DRIVER).canExecute()
        || !new File(FONT).exists()) {
      throw new IllegalStateException(
          "Chromium or its font is missing (apt-get install chromium chromium-driver"
              + " fonts-noto-core)");
    }
    profile = Files.createTempDirectory("ntp-audit-chromium");
    Files.createDirectories(PICTURES);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(new File(DRIVER)).build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(5));
  }

  ChromeDriver driver() {
    return driver;
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Opens a page, its script included, which runs before the page counts as loaded. */
  void open(Path page, String query) {
    driver.get(page.toUri() + query);
    if (js("return document.documentElement.dataset.ready") == null) {
      throw new IllegalStateException("the page's script did not end: " + complaints());
    }
  }

  Object js(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  long number(String expression) {
    return ((Number) js("return " + expression)).longValue();
  }

  /** CPU time that scripts have taken so far, s: what else runs on the machine does not count. */
  double scriptTime() {
    driver.executeCdpCommand("Performance.enable", Map.of("timeDomain", "threadTicks"));
    Object metrics = driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics");
    for (Object metric : (List<?>) metrics) {
      Map<?, ?> pair = (Map<?, ?>) metric;
      if (pair.get("name").equals("ScriptDuration")) {
        return ((Number) pair.get("value")).doubleValue();
      }
    }
    throw new IllegalStateException("no ScriptDuration: " + metrics);
  }

  /** What the page told the console, and what went wrong in it. */
  List<String> complaints() {
    List<String> texts = new ArrayList<>();
    driver.manage().logs().get(LogType.BROWSER).forEach(entry -> texts.add(entry.getMessage()));
    return texts;
  }

  /** The addresses of all requests since the last call. */
  List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      if (entry.getMessage().contains("\"Network.requestWillBeSent\"")) {
        Matcher url = URL.matcher(entry.getMessage());
        while (url.find()) {
          addresses.add(url.group(1));
        }
      }
    }
    return addresses;
  }

  /** A picture of the whole page. */
  void picture(String name) {
    picture(name, number("document.documentElement.scrollHeight"));
  }

  /** A picture of the top of the page. */
  void picture(String name, long height) {
    Object width = js("return innerWidth");
    Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    Object data =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot",
                Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
            .get("data");
    write(name, data.toString());
  }

  /** The page on A4. */
  byte[] paper(String name) {
    Object data =
        driver
            .executeCdpCommand(
                "Page.printToPDF", Map.of("preferCSSPageSize", true, "printBackground", false))
            .get("data");
    write(name, data.toString());
    return Base64.getDecoder().decode(data.toString());
  }

  private static void write(String name, String base64) {
    try {
      Files.write(PICTURES.resolve(name), Base64.getDecoder().decode(base64));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (var files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
