package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The way back is the page's script: the browser test compares all columns with the log. */
class PageDataTest {
  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  @ParameterizedTest
  @CsvSource({
    "0, A",
    "1, C",
    "-1, D",
    "15, e",
    "16, gB",
    "-16, hB",
    "300, 4S",
    "4503599627370496, ggggggggggI"
  })
  void numbersAreWrittenAsInSourceMaps(long value, String digits) {
    StringBuilder out = new StringBuilder();
    PageData.vlq(out, value);
    assertEquals(digits, out.toString());
  }

  @Test
  void everyNumberComesBack() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(10, 63);
      StringBuilder out = new StringBuilder();
      PageData.vlq(out, value);
      PageData.vlq(out, -value);
      long[] sum = new long[1];
      read(out.toString(), difference -> sum[0] = sum[0] * 3 + difference);
      assertEquals(2 * value, sum[0]);
    }
  }

  private static void read(String text, LongConsumer put) {
    for (int i = 0; i < text.length(); ) {
      int digit = DIGITS.indexOf(text.charAt(i++));
      boolean isNegative = (digit & 1) == 1;
      long value = (digit & 31) >> 1;
      for (int shift = 4; (digit & 32) != 0; shift += 5) {
        digit = DIGITS.indexOf(text.charAt(i++));
        value |= (long) (digit & 31) << shift;
      }
      put.accept(isNegative ? -value : value);
    }
  }

  @Test
  void textComesBackAndNeverEndsTheScript() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder text = new StringBuilder("</script><!--\u2028\"\\\0");
      random.ints(20, 0, 0xd800).forEach(text::appendCodePoint);
      StringBuilder json = new StringBuilder();
      PageData.text(json, text.toString());
      assertFalse(json.toString().contains("<"));
      try (JsonParser parser =
          JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json.toString())) {
        parser.nextToken();
        assertEquals(text.toString(), parser.getString());
      }
    }
  }
}
