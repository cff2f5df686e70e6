package io.ntpaudit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("gap", "few-sources", "stratum", "phc-missing", "phc-unused", "offset");

  @ParameterizedTest
  @CsvSource({"few, few-sources", "off, offset", "stratun, stratum", "ofset, offset"})
  void aWordIsMeantThatBeginsSoOrIsNear(String word, String meant) {
    assertEquals(" (meant: " + meant + "?)", Nearest.suggestion(word, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"phc", "clock"})
  void whatMayBeTwoOrNoneIsNotGuessed(String word) {
    assertEquals("", Nearest.suggestion(word, KNOWN));
  }
}
