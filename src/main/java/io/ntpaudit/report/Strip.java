package io.ntpaudit.report;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Verdicts as a strip: the whole period over its incidents' numbers, or a day in a table. */
final class Strip {
  /** The width of the strip on a usual screen, px: for what would be too narrow or would touch. */
  private static final double WIDTH = 1080;

  private static final double NARROW = 3 / WIDTH;
  private static final double MARK = 26 / WIDTH;

  /** Bars of one state closer than this share of the strip are one: a quarter of a pixel. */
  private static final double CLOSE = 0.25 / WIDTH;

  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;
  private static final long[] STEPS = {
    HOUR / 12, HOUR / 4, HOUR, 3 * HOUR, 6 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 20 * DAY
  };
  private static final int TICKS = 7;

  /** A label further right would not end within the strip on a phone. */
  private static final double LAST_TICK = 0.86;

  /** Later ones lie on top. */
  private static final List<State> LAYERS =
      List.of(State.OK, State.GAP, State.WARNING, State.UNKNOWN, State.CRITICAL);

  private Strip() {}

  /** The strip of the whole period. */
  static Html html(Report report) {
    Period period = report.period();
    return Html.of(
        "<nav class=\"marks\" aria-label=\"Incidents\">{}</nav>\n"
            + "<div class=\"strip\" role=\"img\" aria-label=\"Verdicts over the period: {}. "
            + "The incidents and days below tell the same in words.\">{}"
            + "<div class=\"shade\"></div><div class=\"shade\"></div><div class=\"win\"></div></div>\n"
            + "<div class=\"ticks\" aria-hidden=\"true\">{}</div>",
        marks(report),
        Figures.spoken(report.whole()),
        bars(report.whole().spans(), period, true),
        ticks(period));
  }

  static String pinWords(Period period) {
    return "a pin: shorter than " + Say.lasted(Math.round(NARROW * period.length()));
  }

  /**
   * The bars of a strip.
   *
   * @param pins whether a bar that is too narrow to be seen becomes a pin
   */
  static Html bars(List<Span> spans, Period period, boolean pins) {
    Map<State, List<Span>> layers = new EnumMap<>(State.class);
    for (Span span : spans) {
      List<Span> layer = layers.computeIfAbsent(span.state(), none -> new ArrayList<>());
      Span last = layer.isEmpty() ? null : layer.getLast();
      boolean touches = last != null && span.from() - last.to() < CLOSE * period.length();
      if (touches) {
        layer.removeLast();
        layer.add(new Span(last.from(), span.to(), span.state(), 0, 0, 0));
      } else {
        layer.add(span);
      }
    }
    Html html = new Html();
    for (State state : LAYERS) {
      for (Span span : layers.getOrDefault(state, List.of())) {
        double left = period.share(span.from());
        double width = period.share(span.to()) - left;
        boolean isPin = pins && state != State.OK && width < NARROW;
        html.add(
            "<i class=\"i-{}{}\" style=\"left:{}%;width:{}%\"></i>",
            state.style(), isPin ? " pin" : "", hundredths(left), hundredths(width));
      }
    }
    return html;
  }

  private static String hundredths(double share) {
    return String.format(Locale.ROOT, "%.2f", share * 100).replaceFirst("\\.?0+$", "");
  }

  /** The incidents' numbers; those that would touch share one mark. */
  private static Html marks(Report report) {
    Html html = new Html();
    List<Incident> group = new ArrayList<>();
    for (Incident incident : report.incidents()) {
      boolean touches =
          !group.isEmpty() && middle(report, incident) - middle(report, group.getFirst()) < MARK;
      if (!touches && !group.isEmpty()) {
        mark(html, report, group);
        group.clear();
      }
      group.add(incident);
    }
    if (!group.isEmpty()) {
      mark(html, report, group);
    }
    return html;
  }

  private static double middle(Report report, Incident incident) {
    return report.period().share((incident.from() + incident.to()) / 2);
  }

  private static void mark(Html html, Report report, List<Incident> group) {
    Incident first = group.getFirst();
    Incident last = group.getLast();
    String title = first.title() + ", " + Say.day(first.from());
    boolean isOne = group.size() == 1;
    html.add(
        "<a href=\"#incident-{}\" data-last=\"{}\" style=\"left:{}%\" aria-label=\"{}\">{}</a>",
        first.number(),
        last.number(),
        hundredths((middle(report, first) + middle(report, last)) / 2),
        isOne
            ? "Incident " + first.number() + ": " + title
            : "Incidents " + first.number() + " to " + last.number() + ", the first: " + title,
        isOne ? first.number() : first.number() + "–" + last.number());
  }

  private static Html ticks(Period period) {
    Html html = new Html();
    for (long time : tickTimes(period)) {
      boolean isMidnight = Say.clock(time).equals("00:00");
      if (period.share(time) < LAST_TICK) {
        html.add(
            "<span style=\"left:{}%\">{}</span>",
            hundredths(period.share(time)), isMidnight ? Say.day(time) : Say.clock(time));
      }
    }
    return html;
  }

  private static List<Long> tickTimes(Period period) {
    List<Long> times = new ArrayList<>();
    for (long step : STEPS) {
      if (period.length() / step <= TICKS) {
        for (long t = -Math.floorDiv(-period.from(), step) * step; t < period.to(); t += step) {
          times.add(t);
        }
        return times;
      }
    }
    int months = (int) Math.ceilDiv(period.length(), 30L * DAY * TICKS);
    ZonedDateTime first = Say.at(period.from()).truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
    ZonedDateTime month = first.plusMonths(1);
    for (; month.toInstant().toEpochMilli() < period.to(); month = month.plusMonths(months)) {
      times.add(month.toInstant().toEpochMilli());
    }
    return times;
  }
}
