package io.ntpaudit.people;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What each reason means, from {@code runbook.md}: the one place of these texts. A section begins
 * with {@code ## id (severity)}, its parts with {@code ### What}, Why, Limit, Check and Mend.
 */
public final class Runbook {
  private static final Pattern SECTION =
      Pattern.compile("(?m)^## (?<id>[a-z-]+) \\((?<severity>[a-z ,]+)\\)$");
  private static final Pattern PART = Pattern.compile("(?m)^### (?<name>[A-Z][a-z]+)$");

  private final Map<String, Section> sections = new LinkedHashMap<>();

  /**
   * A reason.
   *
   * @param severity {@code info}, or the verdicts that it can lead to: {@code warning, critical}
   * @param check how to confirm it
   */
  public record Section(
      String id,
      String severity,
      String what,
      String why,
      String limit,
      String check,
      String mend) {
    /** An info never changes the verdict. */
    public boolean isInfo() {
      return severity.equals("info");
    }
  }

  private Runbook(String markdown) {
    Matcher start = SECTION.matcher(markdown);
    boolean found = start.find();
    while (found) {
      String id = start.group("id");
      String severity = start.group("severity");
      int from = start.end();
      found = start.find();
      String body = markdown.substring(from, found ? start.start() : markdown.length());
      sections.put(id, section(id, severity, parts(body)));
    }
  }

  /** The runbook of this text. */
  public static Runbook parse(String markdown) {
    return new Runbook(markdown);
  }

  /** The runbook of this program. */
  public static Runbook load() {
    try (InputStream in = Runbook.class.getResourceAsStream("runbook.md")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> parts(String body) {
    Map<String, String> parts = new HashMap<>();
    Matcher start = PART.matcher(body);
    boolean found = start.find();
    while (found) {
      String name = start.group("name");
      int from = start.end();
      found = start.find();
      parts.put(name, body.substring(from, found ? start.start() : body.length()).strip());
    }
    return parts;
  }

  private static Section section(String id, String severity, Map<String, String> parts) {
    return new Section(
        id,
        severity,
        parts.getOrDefault("What", ""),
        parts.getOrDefault("Why", ""),
        parts.getOrDefault("Limit", ""),
        parts.getOrDefault("Check", ""),
        parts.getOrDefault("Mend", ""));
  }

  /** All ids, in the order of the runbook. */
  public Set<String> ids() {
    return sections.keySet();
  }

  public Optional<Section> section(String id) {
    return Optional.ofNullable(sections.get(id));
  }
}
