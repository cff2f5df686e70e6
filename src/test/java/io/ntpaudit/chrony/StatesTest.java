package io.ntpaudit.chrony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.AuditRecord;
import io.ntpaudit.audit.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A real chronyd in every state, audited by its socket and by UDP: the whole record compared. */
@Tag("chrony")
@Execution(ExecutionMode.CONCURRENT)
class StatesTest {
  private static final String UDP = "-udp";

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource
  void theRecordIsTrue(State state) {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      state.arrange(chronyd);
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.configure(AuditedHost.bySocket(chronyd), AuditedHost.AT_ONCE);
      AuditRecord byUnix = host.audit();
      host.configure(AuditedHost.byUdp(chronyd), AuditedHost.AT_ONCE);
      AuditRecord byUdp = host.audit();
      expected(state).assertMatches(byUnix);
      expectedByUdp(state).assertMatches(byUdp);
    }
  }

  /** The record does not tell what kind of source is silent, the sentence and the remedy do. */
  @ParameterizedTest
  @CsvSource({
    "REFCLOCK_SILENT, no reference clock gives samples, does what feeds it run?",
    "UNREACHABLE, none gives an answer that chronyd may use, chronyc -n ntpdata",
    "SERVER_UNSYNCHRONISED, none gives an answer that chronyd may use, chronyc -n ntpdata",
    "MINSOURCES_NEVER, it waits for more (minsources, name more servers",
    "NOSELECT, not to be selected (noselect), chronyc -n selectdata",
    "WRONG_KEY, none gives an answer that chronyd may use, chronyc -n ntpdata"
  })
  void silentSourcesAreToldApart(State state, String sentence, String remedy) {
    try (PrivateChronyd chronyd = new PrivateChronyd()) {
      state.arrange(chronyd);
      AuditedHost host = AuditedHost.with(root, chronyd);
      host.configure(AuditedHost.bySocket(chronyd), AuditedHost.AT_ONCE);
      String said = host.said(2, "check", "-v");
      assertTrue(said.contains(sentence) && said.contains(remedy), said);
    }
  }

  private static ExpectedRecord expected(State state) {
    return ExpectedRecord.of(file(state));
  }

  private static ExpectedRecord expectedByUdp(State state) {
    if (ExpectedRecord.files().contains(file(state) + UDP)) {
      return ExpectedRecord.of(file(state) + UDP);
    }
    ExpectedRecord same = expected(state);
    return same.has(Field.TRANSPORT) ? same.with(Field.TRANSPORT, "udp") : same;
  }

  private static String file(State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Test
  void everyExpectedRecordIsOfAState() {
    List<String> orphans = new ArrayList<>(ExpectedRecord.files());
    orphans.remove("common");
    for (State state : State.values()) {
      orphans.remove(file(state));
      orphans.remove(file(state) + UDP);
    }
    assertEquals(List.of(), orphans);
  }
}
