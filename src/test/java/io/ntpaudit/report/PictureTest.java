package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The picture of the README: the first screen of a month's page. It bears the digest of what it
 * shows.
 */
class PictureTest {
  private static final Path PICTURE = Path.of("src/main/doc/report.png");
  private static final int WIDTH = 1160;
  private static final int LARGEST = 200_000;

  /** A PNG's signature and its first chunk. */
  private static final int HEAD = 8 + 25;

  @TempDir Path folder;

  private String page() throws Exception {
    new MadeUpLog(31, Logs.END.minusSeconds(100), 7).write(folder.resolve("var/log/ntp-audit"));
    return Logs.page(Logs.host(folder, Logs.END), "30d").html();
  }

  /** A chunk of text (PNG specification, 11.3.4.3) with the digest of the page's first screen. */
  private static byte[] digest(String page) throws Exception {
    String below = page.substring(page.indexOf("<section id=\"incidents\""));
    String first = page.replace(below.substring(0, below.indexOf("<script")), "");
    assertTrue(first.length() < page.length(), "what is below the picture is left out");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    String hex = HexFormat.of().formatHex(sha256.digest(first.getBytes(StandardCharsets.UTF_8)));
    byte[] text = ("tEXtSource\0" + hex).getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(text);
    ByteBuffer chunk = ByteBuffer.allocate(text.length + 8);
    return chunk.putInt(text.length - 4).put(text).putInt((int) crc.getValue()).array();
  }

  @Test
  @Tag("browser")
  void firstScreenOfAPage() throws Exception {
    String html = page();
    Path page = Files.writeString(folder.resolve("page.html"), html);
    try (Browser browser = new Browser()) {
      browser.size(WIDTH, 900);
      browser.open(page, "?theme=light");
      String bottom = "document.getElementById('p-offset').getBoundingClientRect().bottom";
      browser.picture("report.png", browser.number(bottom) + 16);
    }
    Path picture = Browser.PICTURES.resolve("report.png");
    byte[] png = Files.readAllBytes(picture);
    assertEquals(WIDTH, ByteBuffer.wrap(png).getInt(16));
    assertTrue(png.length < LARGEST, png.length + " bytes");
    byte[] chunk = digest(html);
    ByteBuffer whole = ByteBuffer.allocate(png.length + chunk.length);
    whole.put(png, 0, HEAD).put(chunk).put(png, HEAD, png.length - HEAD);
    Files.write(picture, whole.array());
  }

  @Test
  void theReadmesPictureShowsThePageAsItIs() throws Exception {
    byte[] png = Files.readAllBytes(PICTURE);
    byte[] chunk = digest(page());
    HexFormat hex = HexFormat.of();
    assertEquals(
        hex.formatHex(chunk),
        hex.formatHex(png, HEAD, HEAD + chunk.length),
        PICTURE + " is of another page (./dev picture)");
  }
}
