package io.ntpaudit.cli;

import io.ntpaudit.config.Configs;
import io.ntpaudit.host.Desktop;
import io.ntpaudit.host.Terminal;
import io.ntpaudit.report.Reports;
import io.ntpaudit.report.Reports.NoReport;
import io.ntpaudit.report.Reports.Order;
import io.ntpaudit.report.Reports.Result;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ntp-audit report}: the log as one page for a browser. */
@Command(
    name = "report",
    description = "Makes one HTML page of the log and its rotated files; it loads nothing.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nTIME is%n",
    footer = {
      "  30d, 12h, 45m     so long ago (also w for weeks)",
      "  2026-11-01        the start of that day, UTC",
      "  2026-11-01T06:00:00Z"
    },
    exitCodeListHeading = "%nExit code:%n",
    exitCodeList = {"0:the page is made", "1:there is no log, or no page", "2:wrong arguments"})
final class ReportCommand implements Callable<Integer> {
  private static final String DEFAULT = "30d";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Begin at TIME (default: " + DEFAULT + ").")
  String since = DEFAULT;

  @Option(names = "--until", paramLabel = "TIME", description = "End at TIME (default: now).")
  String until;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "Write the page to FILE, - for stdout (default: stdout;",
        "on a terminal ntp-audit-HOST-DATE.html in this folder)."
      })
  String output;

  @Option(names = "--open", description = "Open the page in the browser.")
  boolean open;

  @ParentCommand Commands commands;
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Progress progress = new Progress(err, Terminal.is(Terminal.STDERR));
    try {
      Order order = new Order(since, until, command());
      Result result =
          Reports.make(
              commands.host,
              Configs.load(commands.host, commands.folder),
              order,
              progress::reading);
      progress.end();
      return deliver(result);
    } catch (NoReport e) {
      progress.end();
      err.println("ntp-audit: " + e.getMessage());
      return e.isMisuse() ? Exit.USAGE : Exit.FAILED;
    }
  }

  /** How to make the page again. */
  private String command() {
    List<String> words = new ArrayList<>(List.of("ntp-audit report --since", since));
    if (until != null) {
      words.add("--until " + until);
    }
    if (!commands.folder.equals(Configs.FOLDER)) {
      words.add("--config " + commands.folder);
    }
    if (output != null) {
      words.add("-o " + output);
    }
    return String.join(" ", words);
  }

  private int deliver(Result result) {
    PrintWriter out = spec.commandLine().getOut();
    boolean isWatched = open || Terminal.is(Terminal.STDOUT);
    if (output == null && !isWatched || "-".equals(output)) {
      out.print(result.html());
      out.flush();
      return out.checkError() ? torn() : Exit.OK;
    }
    Path file = Path.of(output == null ? result.name() + ".html" : output).toAbsolutePath();
    try {
      write(file, result.html());
    } catch (IOException e) {
      spec.commandLine().getErr().println("ntp-audit: " + file + ": " + why(file, e));
      return Exit.FAILED;
    }
    if (output == null) {
      out.println(file);
    }
    if (open) {
      open(file.toFile());
    }
    return Exit.OK;
  }

  private int torn() {
    spec.commandLine()
        .getErr()
        .println("ntp-audit: stdout: the page was not taken whole (write it to a file with -o)");
    return Exit.FAILED;
  }

  /** Whole or not at all: a browser that reloads never sees half a page. */
  private static void write(Path file, String html) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "a folder (name a file in it with -o)");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      Files.writeString(file, html);
      return;
    }
    Path draft = Files.createTempFile(file.getParent(), ".ntp-audit-report", ".html");
    try {
      Files.writeString(draft, html);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static String why(Path file, IOException e) {
    if (e instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    if (!Files.isDirectory(file.getParent())) {
      return "its folder is not there (make it first)";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied (choose another place with -o)";
    }
    boolean isTold = e.getMessage() != null && !(e instanceof FileSystemException); // else a path
    return (isTold ? e.getMessage() : "no file can be made there")
        + " (choose another place with -o)";
  }

  private void open(File file) {
    Optional<String> why = Desktop.open(commands.host, file);
    why.ifPresent(text ->
        spec.commandLine()
            .getErr()
            .println("ntp-audit: not opened: " + text + " (open " + file.toPath().toUri() + ")"));
  }

  /** One line on the terminal, from the second second on. */
  private static final class Progress {
    private static final long PATIENCE = 1_000_000_000L;
    private static final int WIDTH = 60;

    private final PrintWriter err;
    private final boolean isTerminal;
    private final long start = System.nanoTime();
    private long shown = -1;

    private Progress(PrintWriter err, boolean isTerminal) {
      this.err = err;
      this.isTerminal = isTerminal;
    }

    private void reading(String file, double share) {
      long percent = Math.round(share * 100);
      if (isTerminal && percent != shown && System.nanoTime() - start > PATIENCE) {
        shown = percent;
        line(String.format("reading %.40s, %d %%", file, percent));
      }
    }

    private void end() {
      if (shown >= 0) {
        line("");
        line("");
      }
    }

    private void line(String text) {
      err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())) + "\r");
      err.flush();
    }
  }
}
