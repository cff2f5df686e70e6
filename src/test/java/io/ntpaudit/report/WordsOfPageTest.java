package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text of the page: escaping, Markdown, figures. */
class WordsOfPageTest {
  @Test
  void textIsNeverMarkup() {
    assertEquals(
        "<b>&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;</b>",
        Html.of("<b>{}</b>", "<img src=x onerror=\"alert(1)\"> & '").toString());
    assertEquals("a{}b", Html.of("{}", "a{}b").toString(), "a value is no template");
  }

  @Test
  void whatCannotBeSeenIsShown() {
    assertEquals("␛[31m␀␊", Html.of("{}", "\u001b[31m\0\n").toString());
    assertEquals("a�b��", Html.of("{}", "a\u202eb\u009b\ud800").toString());
    assertEquals("🕰", Html.of("{}", "🕰").toString());
  }

  @Test
  void forgottenValueIsAFault() {
    assertThrows(IllegalArgumentException.class, () -> Html.of("{} {}", "one"));
  }

  @Test
  void markdownIsParagraphsListsFencesCodeAndBold() {
    assertEquals(
        "<p>a <code>b &lt;c&gt;</code> <b>d</b></p><ul><li>e f</li><li>g</li></ul><pre>h\ni</pre>",
        Markdown.html("a `b <c>`\n**d**\n\n- e\n  f\n- g\n\n```\nh\ni\n```").toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'Do this. Then that.', 'Do this.'",
    "'Edit chrony.conf. Then wait.', 'Edit chrony.conf.'",
    "'Run `a. b`. Then wait.', 'Run `a. b`.'",
    "'no end', 'no end'",
  })
  void firstSentenceEndsWithItsStop(String text, String sentence) {
    assertEquals(sentence, Markdown.sentence(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "0.00001, below 0.01 %",
    "0.9434, 94.34 %",
    "0.99999, 99.99 %",
    "1, 100 %",
    "0.29, 29.00 %"
  })
  void percentIsNeverRoundedUp(double share, String text) {
    assertEquals(text, Say.percent(share).replace('\u00a0', ' '));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "4999, 5 s",
    "299000, 4 min 59 s",
    "2399960, 40 min",
    "9900000, 2 h 45 min",
    "86399999, 1 day",
    "2445300000, 28 days 7 h"
  })
  void timesAreToTheMinute(long ms, String text) {
    assertEquals(text, Say.lasted(ms).replace('\u00a0', ' '));
  }
}
