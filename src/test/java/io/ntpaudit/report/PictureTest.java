package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture of the README: the first screen of a month's page. */
@Tag("browser")
class PictureTest {
  private static final int WIDTH = 1160;
  private static final int LARGEST = 200_000;

  @TempDir Path folder;

  @Test
  void firstScreenOfAPage() throws Exception {
    new MadeUpLog(31, Logs.END.minusSeconds(100), 7).write(folder.resolve("var/log/ntp-audit"));
    Path page = folder.resolve("page.html");
    Files.writeString(page, Logs.page(Logs.host(folder, Logs.END), "30d").html());
    try (Browser browser = new Browser()) {
      browser.size(WIDTH, 900);
      browser.open(page, "?theme=light");
      String bottom = "document.getElementById('p-offset').getBoundingClientRect().bottom";
      browser.picture("report.png", browser.number(bottom) + 16);
    }
    byte[] png = Files.readAllBytes(Browser.PICTURES.resolve("report.png"));
    assertEquals(WIDTH, ByteBuffer.wrap(png).getInt(16));
    assertTrue(png.length < LARGEST, png.length + " bytes");
  }
}
