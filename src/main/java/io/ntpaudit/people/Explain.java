package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook.Section;
import io.ntpaudit.people.Screen.Ink;
import io.ntpaudit.people.Screen.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A section of the runbook, with this host's values. */
public final class Explain {
  private final Judgement judgement;
  private final Here here;
  private final Runbook runbook;

  /** On the ground of an audit of this moment. */
  public Explain(Host host, Config config) {
    Audit audit = Audit.of(host, config);
    this.judgement = Judgement.of(audit, config, host);
    this.runbook = Runbook.of(host);
    this.here = new Here(audit.record(), config, host);
  }

  /** The reasons that hold now, in the order of their weight. */
  public String all(Display display) {
    Screen screen = new Screen(display);
    List<Reason> reasons = new ArrayList<>(judgement.worst());
    judgement.reasons().stream().filter(r -> !reasons.contains(r)).forEach(reasons::add);
    reasons.addAll(judgement.pending());
    if (reasons.isEmpty()) {
      screen.line("No reason holds now: " + judgement.inWords() + ".");
    }
    for (Reason reason : reasons) {
      if (reason != reasons.getFirst()) {
        screen.line("");
      }
      print(runbook.section(reason.id()).orElseThrow(), screen);
    }
    return screen.toString();
  }

  /** One reason, whether it holds or not. */
  public String one(Section section, Display display) {
    Screen screen = new Screen(display);
    print(section, screen);
    return screen.toString();
  }

  private void print(Section section, Screen screen) {
    screen.line(
        new Span(Ink.STRONG, section.id()), new Span(Ink.PLAIN, " (" + section.severity() + ")"));
    screen.line("");
    part("What", section.what(), screen);
    String here = hereText(section);
    if (!here.isBlank()) {
      part("Here", here, screen);
    }
    part("Why", section.why(), screen);
    part("Limit", section.limit(), screen);
    part("Check", section.check(), screen);
    part("Mend", section.mend(), screen);
  }

  private String hereText(Section section) {
    String id = section.id();
    boolean silent = section.severity().equals("unknown"); // there chronyc's own words come first
    String values = here.fill(silent ? section.here() : afterFirstSentence(section.here()));
    String said = "";
    for (Reason reason : judgement.reasons()) {
      said = reason.id().equals(id) ? reason.text() : said;
    }
    for (Reason reason : judgement.pending()) {
      String seen =
          "Seen, and " + judgement.whyPending() + (judgement.grace().isZero() ? ": " : ". ");
      said = reason.id().equals(id) ? seen + reason.text() : said;
    }
    said = said.replace(Here.plain(section.what()) + " ", ""); // it stands above
    String no =
        id.equals("gap") ? "" : "It does not hold now. "; // an audit cannot see itself missing
    return (said.isEmpty() ? no : said + " ") + without(said, values);
  }

  /** The sentences of the values, but for those that say again what was said. */
  private static String without(String said, String values) {
    List<String> more = new ArrayList<>();
    for (String value : values.split("(?<=\\.) ")) {
      String plain = value.replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
      if (!said.toLowerCase(Locale.ROOT).contains(plain)) {
        more.add(value);
      }
    }
    return String.join(" ", more);
  }

  /** What was seen is said already, in the words of this audit, or was not seen. */
  private static String afterFirstSentence(String text) {
    int end = text.replace('\n', ' ').indexOf(". ");
    return end < 0 ? "" : text.substring(end + 2);
  }

  /**
   * Markdown for a terminal: a command and, behind the sign of a shell's comment, what it tells.
   */
  private static void part(String name, String markdown, Screen screen) {
    Span label = new Span(Ink.STRONG, "  " + name + " ".repeat(7 - name.length()));
    if (!markdown.startsWith("- ")) {
      screen.wrapped(label, Here.plain(markdown));
      return;
    }
    for (String item : markdown.substring(2).split("\n- ")) {
      int end = item.indexOf('`', 1);
      String command = item.substring(1, end);
      String tells = "# " + Here.plain(item.substring(end + 1)).replaceFirst("^:? ", "");
      boolean fits = 9 + command.length() + 3 + tells.length() <= Screen.WIDTH;
      screen.line(label, new Span(Ink.PLAIN, command + (fits ? "   " + tells : "")));
      label = new Span(Ink.PLAIN, " ".repeat(9));
      if (!fits) {
        screen.wrapped(label.text() + "  ", tells);
      }
    }
  }
}
