package io.ntpaudit.report;

import io.ntpaudit.audit.Field;
import io.ntpaudit.audit.Interval;
import io.ntpaudit.config.Config;
import io.ntpaudit.people.Runbook;
import io.ntpaudit.people.Runbook.Section;
import java.util.List;
import java.util.Optional;

/** All that the page tells, computed from every record of the period. */
final class Report {
  private static final long MINUTE = 60_000;

  private static final String NOTHING = "Nothing, where the host was meant to be off.";

  private final Log log;
  private final Config config;
  private final Runbook runbook;
  private final Origin origin;
  private final Timeline timeline;
  private final List<Incident> incidents;
  private final Part whole;

  /**
   * Where and how a page was made.
   *
   * @param made ms since the epoch
   * @param isCurrent whether the period ends with that moment
   * @param system the operating system; empty where the log is of another host
   */
  record Origin(long made, boolean isCurrent, String version, String command, String system) {}

  Report(Log log, Config config, Runbook runbook, Origin origin) {
    this.log = log;
    this.config = config;
    this.runbook = runbook;
    this.origin = origin;
    this.timeline =
        new Timeline(log.period(), log.entries(), log.before(), Interval.configured(config));
    this.incidents = Incidents.of(timeline, this::isInfo);
    this.whole = Part.of(timeline, timeline.period().from(), timeline.period().to());
  }

  private boolean isInfo(String id) {
    return runbook.section(id).filter(Section::isInfo).isPresent();
  }

  Log log() {
    return log;
  }

  Config config() {
    return config;
  }

  /** What the runbook says of a reason, or of a gap. */
  Optional<Section> section(String id) {
    return runbook.section(id);
  }

  /** What to do about an incident, in one sentence. */
  Html remedy(Incident incident) {
    if (incident.isGap() && isRestart(incident.spans().getFirst())) {
      return Html.of("{}", NOTHING);
    }
    return section(incident.isGap() ? "gap" : incident.title())
        .map(section -> Markdown.inline(Markdown.sentence(section.mend())))
        .orElseGet(Html::new);
  }

  Origin origin() {
    return origin;
  }

  Timeline timeline() {
    return timeline;
  }

  Period period() {
    return timeline.period();
  }

  List<Incident> incidents() {
    return incidents;
  }

  /** Whether the host was restarted in a gap. */
  boolean isRestart(Span gap) {
    String before = boot(gap.first());
    String after = boot(gap.first() + 1);
    return !before.isEmpty() && !after.isEmpty() && !before.equals(after);
  }

  /** The boot in which an entry was written; empty where it does not say, or there is none. */
  String boot(int index) {
    boolean isThere = index >= 0 && index < timeline.entries().size();
    return isThere ? timeline.entries().get(index).boot() : "";
  }

  /** The incidents that touch a part of the period. */
  List<Incident> incidents(long from, long to) {
    return incidents.stream().filter(i -> i.from() < to && i.to() > from).toList();
  }

  /** The incident during which a record was written; null where there is none. */
  Incident incidentAt(long time) {
    List<Incident> at = incidents(time, time + 1);
    return at.isEmpty() ? null : at.getFirst();
  }

  /** The whole period in figures. */
  Part whole() {
    return whole;
  }

  /** Half of the offsets are smaller than this, ns. */
  long medianOffset() {
    long[] sizes =
        timeline.entries().stream()
            .mapToLong(Entry::offset)
            .filter(offset -> offset != Entry.ABSENT)
            .map(Math::abs)
            .sorted()
            .toArray();
    return sizes.length == 0 ? 0 : sizes[sizes.length / 2];
  }

  /** The last entry is too old to say anything of now, or there is none. */
  boolean isSilent() {
    if (timeline.entries().isEmpty()) {
      return true;
    }
    long age = period().to() - timeline.entries().getLast().time();
    return age > Math.max(15 * MINUTE, 3 * timeline.interval());
  }

  /** The host whose log it is. */
  String host() {
    return log.last().text(Field.HOST, "this host");
  }

  /** A name for files made of this page, without what a file name must not hold. */
  String fileName() {
    String host = host().replaceAll("[^A-Za-z0-9.-]", "_").replaceFirst("^[.-]+", "_");
    String name = host.length() > 64 ? host.substring(0, 64) : host;
    return "ntp-audit-" + name + "-" + Say.at(period().to() - 1).toLocalDate();
  }
}
