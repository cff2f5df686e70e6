package io.ntpaudit.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A program that was started: without a shell, without input, in the C locale, bounded in time and
 * in what is read of it. Start first, {@link #await} later: meanwhile it runs.
 */
public final class Child {
  /** The largest answer of chronyc, 1,024 sources in two reports, is about 200 KB. */
  private static final int MAX_OUTPUT = 1024 * 1024;

  private static final int CHUNK = 8192;

  private final Process process;
  private final long started;
  private final long deadline;

  private Child(Process process, long started, Duration limit) {
    this.process = process;
    this.started = started;
    this.deadline = started + limit.toNanos();
  }

  /** How a program ended. */
  public sealed interface Result {
    /** Answers by how it ended. */
    <R> R match(Function<Exited, R> exited, Function<Killed, R> killed);

    /**
     * It ended by itself.
     *
     * @param took from its start to its end
     */
    record Exited(int status, String stdout, String stderr, Duration took) implements Result {
      @Override
      public <R> R match(Function<Exited, R> exited, Function<Killed, R> killed) {
        return exited.apply(this);
      }
    }

    /** It did not end in time, or printed without end, and was killed. */
    record Killed(String why, boolean late) implements Result {
      @Override
      public <R> R match(Function<Exited, R> exited, Function<Killed, R> killed) {
        return killed.apply(this);
      }
    }
  }

  /**
   * Starts a program.
   *
   * @param command the program's path and its arguments
   * @param limit the time it has
   * @throws IOException where the operating system refuses to start it
   */
  public static Child start(List<String> command, Duration limit) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("LC_ALL", "C");
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    long now = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    return new Child(process, now, limit);
  }

  /** Waits for its end, at most until its time is up, and kills it then. */
  public Result await() {
    ByteArrayOutputStream stdout = new ByteArrayOutputStream(4096);
    ByteArrayOutputStream stderr = new ByteArrayOutputStream(256);
    byte[] chunk = new byte[CHUNK];
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      boolean more = true;
      while (more) {
        more = drain(out, stdout, chunk) | drain(err, stderr, chunk);
        if (stdout.size() > MAX_OUTPUT || stderr.size() > MAX_OUTPUT) {
          return kill("printed more than " + MAX_OUTPUT / 1024 + " KiB", false);
        }
        if (System.nanoTime() - deadline > 0 && process.isAlive()) {
          return kill("did not end in time", true);
        }
        more = more || !ended();
      }
      while (stdout.size() <= MAX_OUTPUT && drain(out, stdout, chunk)
          || stderr.size() <= MAX_OUTPUT && drain(err, stderr, chunk)) {}
      return new Result.Exited(
          process.exitValue(),
          text(stdout),
          text(stderr),
          Duration.ofNanos(System.nanoTime() - started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean drain(InputStream in, ByteArrayOutputStream to, byte[] chunk)
      throws IOException {
    int available = in.available();
    if (available == 0) {
      return false;
    }
    int n = in.read(chunk, 0, Math.min(available, chunk.length));
    if (n > 0) {
      to.write(chunk, 0, n);
    }
    return n > 0;
  }

  private boolean ended() {
    try {
      return process.waitFor(2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Result kill(String why, boolean late) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return new Result.Killed(why, late);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
