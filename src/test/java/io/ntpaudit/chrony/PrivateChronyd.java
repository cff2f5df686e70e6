package io.ntpaudit.chrony;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real chronyd, and the servers that it follows, on loopback and in a folder of their own. They
 * never touch the system clock ({@code -x}), and nothing of them is left when this is closed or the
 * JVM ends.
 *
 * <p>The chronyd that is audited is {@link #client}. Servers answer on all of 127.0.0.0/8: chronyd
 * tells its sources apart by their addresses only, so that one server can be many.
 */
public final class PrivateChronyd implements AutoCloseable {
  private static final String CLIENT = "client";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<PrivateChronyd> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> List.copyOf(OPEN).forEach(PrivateChronyd::close)));
  }

  private final Path folder;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  public PrivateChronyd() {
    require("chronyd");
    require("chronyc");
    try {
      folder = Files.createTempDirectory("chronyd");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    OPEN.add(this);
  }

  /** The program's path; a test that needs one that is missing fails. */
  static String require(String program) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/usr/bin").split(":")) {
      Path path = Path.of(folder, program);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    throw new AssertionError(program + " is missing (as root: apt-get install chrony)");
  }

  public Path folder() {
    return folder;
  }

  /** The Unix socket that the client answers on. */
  public Path socket() {
    return socket(CLIENT);
  }

  private Path socket(String name) {
    return folder.resolve(name + ".sock");
  }

  /** The UDP port that the client answers on. */
  public int commandPort() {
    return port(CLIENT);
  }

  /** The port of a server, the same each time; free when it was first asked for. */
  public int port(String name) {
    return ports.computeIfAbsent(name, n -> Ports.next());
  }

  /** What all that is started from now on finds in its environment. */
  public void environment(String name, String value) {
    environment.put(name, value);
  }

  /** A server with the system clock's time. */
  public void server(int stratum) {
    server("server", "local stratum " + stratum);
  }

  /** A server on {@code port(name)} of each loopback address. */
  public void server(String name, String... configuration) {
    daemon(name, "port " + port(name), "allow", "cmdport 0", String.join("\n", configuration));
  }

  /** The chronyd that is audited. */
  public void client(String... configuration) {
    String all = String.join("\n", configuration);
    String commands = all.contains("cmdport") ? "" : "cmdport " + commandPort();
    daemon(CLIENT, "port 0", commands, all);
  }

  private void daemon(String name, String... configuration) {
    String common =
        """
        pidfile %1$s/%2$s.pid
        bindcmdaddress %1$s/%2$s.sock
        user %3$s
        """
            .formatted(folder, name, System.getProperty("user.name"));
    Path file = write(name + ".conf", common + String.join("\n", configuration) + "\n");
    start(name, require("chronyd"), "-U", "-x", "-d", "-f", file.toString());
    awaitThat(name + " answers", () -> askOf(name, "activity").matches("[0-9,]+\n"));
  }

  /**
   * The hardware of a reference clock: a sample a second.
   *
   * @param clock the path of a SOCK reference clock, or the unit of a SHM one
   * @param offset s, true time against the system clock
   * @param leap 0, or 1 for a second to be inserted
   */
  public void feed(String clock, double offset, int leap) {
    String script = Path.of("src/test/chrony/feed").toAbsolutePath().toString();
    start("feed", script, clock, Double.toString(offset), Integer.toString(leap));
  }

  private void start(String name, String... command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    try {
      processes.put(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path write(String file, String content) {
    try {
      return Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What chronyc says of the client. */
  public String ask(String... reports) {
    return askOf(CLIENT, reports);
  }

  /** What chronyc says of a server or the client, errors included. */
  public String askOf(String name, String... reports) {
    List<String> command = new ArrayList<>(List.of(require("chronyc"), "-c", "-n"));
    command.addAll(List.of("-h", socket(name).toString(), "-m", "timeout 1000", "retries 0"));
    command.addAll(List.of(reports));
    try {
      Process chronyc = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(chronyc.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until tracking of the client matches from its beginning, and so do all its sources. */
  public void await(String tracking, String... sources) {
    String rest = "[^\n]*\n";
    String regex = tracking + rest + Stream.of(sources).map(s -> s + rest).collect(joining());
    Pattern pattern = Pattern.compile(regex);
    awaitThat(regex, () -> pattern.matcher(ask("tracking", "sources")).matches());
  }

  /** Waits until a source has answered the client that it is not synchronised itself. */
  public void awaitUnsynchronisedAnswer() {
    awaitThat("an answer", () -> ask("ntpdata").contains("Not synchronised"));
  }

  /**
   * Waits until a server or the client has a reference and has settled: skew below 100 ppm, and the
   * last of two or more updates found no great offset, as the first does where a server is off.
   */
  public void awaitSynchronised(String name) {
    awaitThat(
        name + " synchronised",
        () -> {
          String[] tracking = askOf(name, "tracking").split(",");
          return tracking.length > 12
              && !tracking[0].equals("00000000")
              && Double.parseDouble(tracking[9]) < 100
              && Math.abs(Double.parseDouble(tracking[5])) < 0.1
              && Double.parseDouble(tracking[12]) > 0;
        });
  }

  public void awaitSynchronised() {
    awaitSynchronised(CLIENT);
  }

  /** Something that is asked again and again until it holds. */
  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }

  private void awaitThat(String what, Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not seen: " + what + "\n" + ask("tracking", "sources") + logs());
      }
      sleep(Duration.ofMillis(50));
    }
  }

  static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    for (String name : processes.keySet()) {
      try {
        logs.append(name + ": " + Files.readString(folder.resolve(name + ".log")));
      } catch (IOException e) {
        logs.append(name + ": " + e + "\n");
      }
    }
    return logs.toString();
  }

  public long pid() {
    return pid(CLIENT);
  }

  /** Of a server, the client, or the {@code feed}. */
  public long pid(String name) {
    return processes.get(name).pid();
  }

  /** Ends the client. */
  public void stop() {
    stop(CLIENT);
  }

  /** Ends a server, the client, or the {@code feed}, and waits for it. */
  public void stop(String name) {
    Process process = processes.remove(name);
    signal("CONT", process);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the client in its tracks: its sockets stay, nobody answers. */
  public void hang() {
    signal("STOP", processes.get(CLIENT));
  }

  /** Lets the client go on. */
  public void resume() {
    signal("CONT", processes.get(CLIENT));
  }

  private static void signal(String signal, Process process) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectErrorStream(true)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!OPEN.remove(this)) {
      return;
    }
    List.copyOf(processes.keySet()).reversed().forEach(this::stop);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
