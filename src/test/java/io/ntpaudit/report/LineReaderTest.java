package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static List<String> lines(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    LineReader reader = new LineReader(in);
    while (reader.advance()) {
      String text = new String(reader.line(), 0, reader.length(), StandardCharsets.UTF_8);
      lines.add((reader.isTooLong() ? "long" : text) + (reader.isWhole() ? "" : "…"));
    }
    return lines;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a byte at a time, as a slow decompressor may. */
  private static InputStream slow(String text) {
    return new FilterInputStream(stream(text)) {
      @Override
      public int read(byte[] to, int from, int length) throws IOException {
        return super.read(to, from, Math.min(1, length));
      }
    };
  }

  @Test
  void linesAreApart() throws IOException {
    assertEquals(List.of("a", "", "b"), lines(stream("a\n\nb\n")));
    assertEquals(List.of("ab", "c…"), lines(slow("ab\nc")));
    assertEquals(List.of(), lines(stream("")));
  }

  @Test
  void longLinesAreToldAndTheNextIsReadWhole() throws IOException {
    String most = "x".repeat(LineReader.LONGEST);
    assertEquals(List.of(most, "b"), lines(stream(most + "\nb\n")));
    assertEquals(List.of("long", "b"), lines(stream(most + "x\nb\n")));
    assertEquals(List.of("long", "b"), lines(stream("x".repeat(3_000_000) + "\nb\n")));
    assertEquals(List.of("long…"), lines(stream(most + "xx")));
  }
}
