package io.ntpaudit.audit;

import static io.ntpaudit.audit.Check.Confirm.AFTER_GRACE;
import static io.ntpaudit.audit.Check.Confirm.AT_ONCE;
import static io.ntpaudit.audit.Check.Confirm.IN_A_ROW;
import static io.ntpaudit.audit.SyncChecks.asked;

import io.ntpaudit.host.ErrorKind;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order in which their findings are told. */
public final class Checks {
  public static final List<Check> ALL = all();

  private Checks() {}

  private static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (ErrorKind kind : ErrorKind.values()) {
      checks.add(SyncChecks.couldNotAsk(kind));
    }
    checks.add(new Check("unsynchronised", IN_A_ROW, asked(SyncChecks::unsynchronised)));
    checks.add(new Check("local-reference", IN_A_ROW, asked(SyncChecks::localReference)));
    checks.add(new Check("no-usable-source", IN_A_ROW, SyncChecks::noUsableSource));
    checks.add(new Check("few-sources", IN_A_ROW, asked(SyncChecks::fewSources)));
    checks.add(new Check("falseticker", IN_A_ROW, asked(SyncChecks::falseticker)));
    checks.add(new Check("stale", IN_A_ROW, asked(SyncChecks::stale)));
    checks.add(new Check("offset", IN_A_ROW, asked(SyncChecks::offset)));
    checks.add(new Check("error-bound", IN_A_ROW, asked(SyncChecks::errorBound)));
    checks.add(new Check("stratum", IN_A_ROW, asked(SyncChecks::stratum)));
    checks.add(new Check("competing-daemon", IN_A_ROW, HostChecks::competingDaemon));
    checks.add(new Check("undisciplined", IN_A_ROW, HostChecks::undisciplined));
    checks.add(new Check("phc-missing", IN_A_ROW, HostChecks::phcMissing));
    checks.add(new Check("phc-unused", IN_A_ROW, HostChecks::phcUnused));
    checks.add(new Check("module-missing", IN_A_ROW, HostChecks::moduleMissing));
    checks.add(new Check("kernel-unsynchronised", IN_A_ROW, HostChecks::kernelUnsynchronised));
    checks.add(new Check("leap-pending", IN_A_ROW, asked(SyncChecks::leapPending)));
    checks.add(new Check("stepped", AFTER_GRACE, HostChecks::stepped));
    checks.add(new Check("config-invalid", AT_ONCE, HostChecks::configInvalid));
    return List.copyOf(checks);
  }
}
