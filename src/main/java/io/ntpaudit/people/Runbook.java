package io.ntpaudit.people;

import io.ntpaudit.config.Config;
import io.ntpaudit.config.Key;
import io.ntpaudit.deploy.Site;
import io.ntpaudit.host.Host;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The runbook: what each reason means, why it matters, how to confirm it and how to mend it. {@code
 * runbook.md} is the one place of these texts. A section begins with {@code ## id}, each of its
 * parts with a paragraph that names it: {@code What: …}.
 */
public final class Runbook {
  private static final String FILE = "runbook.md";
  private static final List<String> PARTS =
      List.of("Severity", "What", "Here", "Why", "Limit", "Check", "Mend", "Do");

  private static final String HEADING = "\n## ";

  private final Map<String, Section> sections = new HashMap<>();

  /**
   * A reason. The parts are Markdown: paragraphs, {@code code} and lists.
   *
   * @param id the check's; {@code gap} for audits that never ran
   * @param severity {@code info}, or the verdicts that it can lead to: {@code warning, critical}
   * @param here a sentence that tells what was seen, then this host's values by placeholders in
   *     braces; of chronyd's silence the values only; empty where there is nothing of the kind
   * @param limit why the limit is what it is
   * @param check commands that confirm it
   * @param mend begins with an order that stands alone
   * @param remedy one line with what to do first, with placeholders; a list below it holds lines
   *     for names that need another one
   */
  public record Section(
      String id,
      String severity,
      String what,
      String here,
      String why,
      String limit,
      String check,
      String mend,
      String remedy) {
    /** An info never changes the verdict. */
    public boolean isInfo() {
      return severity.equals("info");
    }
  }

  private final Map<String, String> instead;

  private Runbook(Map<String, String> instead) {
    this.instead = instead;
  }

  /** The runbook of this program. It is read where a section is asked for. */
  public static Runbook load() {
    return new Runbook(Map.of());
  }

  /**
   * As it holds on a host, with the folder of its log: where systemd does not run, it names none of
   * its commands.
   */
  public static Runbook of(Host host, Config config) {
    Map<String, String> instead = new LinkedHashMap<>();
    if (!Site.isBooted(host)) {
      instead.putAll(pairs(withoutSystemd()));
      instead.put("{syslog}", syslog(host));
    }
    instead.put("df " + folder(Key.LOG_FILE.standard()), "df " + folder(config.text(Key.LOG_FILE)));
    return new Runbook(instead);
  }

  private static String folder(String file) {
    return new File(file).getParent();
  }

  private static String syslog(Host host) {
    String syslog = "/var/log/syslog"; // where there are both, messages is without the daemons'
    String messages = "/var/log/messages";
    return host.exists(messages) && !host.exists(syslog) ? messages : syslog;
  }

  /** What stands above the sections: a list of systemd's commands and what takes their place. */
  static String withoutSystemd() {
    int from = Text.MARKDOWN.indexOf("Where systemd does not run");
    return Text.MARKDOWN.substring(from, Text.MARKDOWN.indexOf(HEADING));
  }

  /** {@code - `command`: `what takes its place`}, line by line. */
  static Map<String, String> pairs(String list) {
    Map<String, String> instead = new LinkedHashMap<>();
    for (String line : list.split("\n")) {
      String[] pair = line.split("`: `");
      if (pair.length == 2) {
        instead.put(pair[0].substring(3), pair[1].substring(0, pair[1].length() - 1));
      }
    }
    return instead;
  }

  /** A text with the commands that this host has. */
  String here(String text) {
    String here = text;
    for (Map.Entry<String, String> pair : instead.entrySet()) {
      here = here.replace(pair.getKey(), pair.getValue());
    }
    return here;
  }

  private static final class Text {
    static final String MARKDOWN = text();
  }

  /** The runbook as it is shipped to be read. */
  static String text() {
    try (InputStream in = Runbook.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Section section(String[] lines) {
    Map<String, StringBuilder> parts = new HashMap<>();
    StringBuilder part = new StringBuilder();
    for (String line : lines) {
      String name = line.substring(0, Math.max(0, line.indexOf(':')));
      if (PARTS.contains(name)) {
        part = new StringBuilder(line.substring(name.length() + 1).strip());
        parts.put(name, part);
      } else {
        part.append('\n').append(line);
      }
    }
    List<String> texts = new ArrayList<>();
    for (String name : PARTS) {
      texts.add(parts.getOrDefault(name, new StringBuilder()).toString().strip());
    }
    return new Section(
        lines[0],
        texts.get(0),
        texts.get(1),
        texts.get(2),
        texts.get(3),
        texts.get(4),
        texts.get(5),
        texts.get(6),
        texts.get(7));
  }

  /** All ids, in the order of the checks. */
  public Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>();
    String text = Text.MARKDOWN;
    for (int at = text.indexOf(HEADING); at >= 0; at = text.indexOf(HEADING, at + 1)) {
      ids.add(text.substring(at + HEADING.length(), text.indexOf('\n', at + 1)));
    }
    return ids;
  }

  public Optional<Section> section(String id) {
    Section known = sections.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    int at = id.indexOf('\n') < 0 ? Text.MARKDOWN.indexOf(HEADING + id + "\n") : -1;
    if (at < 0) {
      return Optional.empty();
    }
    int end = Text.MARKDOWN.indexOf(HEADING, at + 1);
    String text = here(Text.MARKDOWN.substring(at, end < 0 ? Text.MARKDOWN.length() : end));
    Section section = section(text.substring(HEADING.length()).split("\n"));
    sections.put(id, section);
    return Optional.of(section);
  }
}
