package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {
  @ParameterizedTest
  @CsvSource({
    "0, 9, 0",
    "-0.0, 9, 0",
    "1, 9, 1",
    "-1, 0, -1",
    "0.000012, 9, 0.000012",
    "-0.000000001, 9, -0.000000001",
    "0.0000000004, 9, 0",
    "-0.0000000004, 9, 0",
    "0.0000000005, 9, 0.000000001",
    "0.9999999996, 9, 1",
    "-0.9999999996, 9, -1",
    "0.1, 3, 0.1",
    "-12.345, 3, -12.345",
    "99.9996, 3, 100",
    "1e-30, 9, 0",
    "123456789.125, 9, 123456789.125",
    "1e15, 3, 1000000000000000",
    "9.3e18, 3, 9223372036854775807",
    "-1e300, 9, -9223372036854775808"
  })
  void hasNeitherAnExponentNorNeedlessZeros(double value, int decimals, String text) {
    assertEquals(text, Decimal.text(value, decimals));
  }

  @Test
  void isTheNearestDecimalOfAnyNumber() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      int decimals = random.nextInt(10);
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(20) - 12);
      String text = Decimal.text(value, decimals);
      assertTrue(text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?"), text);
      assertTrue(!text.equals("-0"), text);
      BigDecimal off = new BigDecimal(text).subtract(new BigDecimal(value)).abs();
      BigDecimal most = new BigDecimal("0.5000001").scaleByPowerOfTen(-decimals);
      assertTrue(off.compareTo(most) <= 0, () -> value + " became " + text);
    }
  }

  /** What chronyc prints comes out as it was. */
  @Test
  void keepsWhatChronycPrints() {
    Random random = new Random(13);
    for (int i = 0; i < 20_000; i++) {
      BigDecimal printed =
          new BigDecimal(random.nextDouble() * Math.pow(10, random.nextInt(8) - 6))
              .setScale(9, RoundingMode.HALF_EVEN);
      BigDecimal back = new BigDecimal(Decimal.text(printed.doubleValue(), 9));
      assertEquals(0, printed.compareTo(back), printed::toString);
    }
  }
}
