package io.ntpaudit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a page costs, made by the built program as users start it: CPU time, not that of the clock
 * on the wall, which tells how much else the machine does.
 */
@Tag("browser")
class CostTest {
  private static final Path PROGRAM = Path.of("target/stage/usr/bin/ntp-audit").toAbsolutePath();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"30, 2, 400000", "400, 10, 2500000"})
  void pageOfSoManyDays(int days, double seconds, long bytes) throws Exception {
    assertTrue(Files.isExecutable(PROGRAM), PROGRAM + " is missing (./dev test builds it)");
    Path log = new MadeUpLog(days, Logs.END.minusSeconds(100), 7).write(folder);
    Files.writeString(folder.resolve("config.yaml"), "log: {file: " + log + "}\n");
    Path page = folder.resolve("page.html");
    Cost cost = cost(page, days);
    System.out.printf(
        "report: %d days, %.2f s of CPU, %d KB of memory, %d bytes%n",
        days, cost.seconds, cost.memory, Files.size(page));
    assertTrue(cost.seconds <= seconds, cost.toString());
    assertTrue(cost.memory <= 256 * 1024, cost.toString());
    assertTrue(Files.size(page) <= bytes, Files.size(page) + " bytes");
    assertTrue(Files.readString(page).contains("expected, one every 5"), "records are in it");
  }

  /**
   * What a process took.
   *
   * @param seconds of CPU
   * @param memory KB at most
   */
  private record Cost(double seconds, long memory) {}

  private Cost cost(Path page, int days) throws Exception {
    String measure =
        "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]);"
            + " u = resource.getrusage(resource.RUSAGE_CHILDREN);"
            + " print(u.ru_utime + u.ru_stime, u.ru_maxrss); sys.exit(code)";
    String since = Logs.END.minusSeconds(86_400L * days).toString();
    List<String> report =
        List.of("report", "--config", folder.toString(), "--since", since, "-o", page.toString());
    ProcessBuilder builder = new ProcessBuilder("python3", "-c", measure, PROGRAM.toString());
    builder.command().addAll(report);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String[] told = new String(process.getInputStream().readAllBytes()).strip().split(" ");
    assertEquals(0, process.waitFor());
    return new Cost(Double.parseDouble(told[0]), Long.parseLong(told[1]));
  }
}
