package io.ntpaudit.people;

import io.ntpaudit.audit.Audit;
import io.ntpaudit.config.Config;
import io.ntpaudit.host.Host;
import io.ntpaudit.people.Runbook.Section;
import io.ntpaudit.people.Screen.Ink;
import io.ntpaudit.people.Screen.Span;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A section of the runbook, with this host's values. */
public final class Explain {
  private final Judgement judgement;
  private final Lately lately;
  private final HerePart herePart;
  private final Runbook runbook;

  /** On the ground of an audit of this moment. */
  public Explain(Host host, Config config) {
    Audit audit = Audit.of(host, config);
    this.lately = Lately.of(host, config);
    this.judgement = Judgement.of(audit, config, host);
    this.runbook = Runbook.of(host, config);
    this.herePart = new HerePart(judgement, lately, config, host);
  }

  /** The reasons that hold now, in the order of their weight. */
  public String all(Display display) {
    Screen screen = new Screen(display);
    Set<String> ids = new LinkedHashSet<>();
    for (List<Reason> those :
        List.of(judgement.worst(), judgement.reasons(), judgement.pending())) {
      those.forEach(reason -> ids.add(reason.id()));
    }
    if (lately.isSilent()) {
      ids.add("gap");
    }
    if (ids.isEmpty()) {
      screen.line("No reason holds now: " + judgement.inWords() + ".");
    }
    for (String id : ids) {
      print(runbook.section(id).orElseThrow(), screen);
      screen.line("");
    }
    return screen.toString().stripTrailing() + "\n";
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
    String here = herePart.of(section);
    if (!here.isBlank()) {
      part("Here", here, screen);
    }
    part("Why", section.why(), screen);
    part("Limit", section.limit(), screen);
    part("Check", section.check(), screen);
    part("Mend", section.mend(), screen);
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
