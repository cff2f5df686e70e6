package io.ntpaudit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ntpaudit.deploy.Outcome;
import io.ntpaudit.deploy.Outcome.State;
import io.ntpaudit.deploy.Verify;
import io.ntpaudit.deploy.Verify.Check;
import io.ntpaudit.people.Display;
import org.junit.jupiter.api.Test;

class InkTest {
  private static final Display COLOUR = new Display(true, true);
  private static final Display PLAIN = new Display(false, true);

  private static Outcome outcome(State state, boolean trouble) {
    return new Outcome("cron", "/x", state, "why", false, trouble, "", "");
  }

  @Test
  void onATerminalTheWordIsColouredAndNothingElse() {
    assertEquals(
        "\u001b[31mfailed   \u001b[0m  /x   why",
        ApplyCommand.line(outcome(State.FAILED, true), COLOUR));
    assertEquals(
        "\u001b[33mlook\u001b[0m  alloy           a\n" + " ".repeat(22) + "b",
        VerifyCommand.line(new Check("alloy", Verify.State.LOOK, "a\nb"), COLOUR));
  }

  @Test
  void whatIsLeftOutIsRedOnlyWhereThatIsTrouble() {
    assertEquals("left out   /x   why", ApplyCommand.line(outcome(State.LEFT_OUT, false), COLOUR));
    assertEquals(
        "\u001b[31mleft out \u001b[0m  /x   why",
        ApplyCommand.line(outcome(State.LEFT_OUT, true), COLOUR));
  }

  @Test
  void elsewhereThereIsNone() {
    assertEquals("failed     /x   why", ApplyCommand.line(outcome(State.FAILED, true), PLAIN));
    assertEquals(
        "fail  log             why",
        VerifyCommand.line(new Check("log", Verify.State.FAIL, "why"), PLAIN));
  }
}
