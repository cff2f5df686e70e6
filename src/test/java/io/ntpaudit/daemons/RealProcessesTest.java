package io.ntpaudit.daemons;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntpaudit.host.HostTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real processes that bear the names of clock writers: shells that wait for a command. They are
 * seen through links into the real /proc, which leave out whatever else the host runs that the
 * tests run on.
 */
class RealProcessesTest {
  private static final Path SELF = Path.of("/proc/self/status");

  @TempDir Path root;
  private HostTree tree;
  private final List<Process> started = new ArrayList<>();
  private final List<Path> links = new ArrayList<>();

  @BeforeEach
  void chronydAlone() throws IOException {
    tree = new HostTree(Files.createDirectory(root.resolve("host")));
    start("chronyd", "-n");
  }

  /** JUnit stumbles over a link whose process ends while it clears the folder. */
  @AfterEach
  void end() throws IOException {
    for (Path link : links) {
      Files.deleteIfExists(link);
    }
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void start(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-s", "--"));
    command.addAll(List.of(arguments));
    run(name, command);
  }

  /**
   * Starts a shell of that name and waits until /proc shows it so: Java knows that a program was
   * started some moments before the kernel gives the process its new name and arguments.
   */
  private Process run(String name, List<String> arguments) throws IOException {
    return run(List.of(), name, arguments);
  }

  /** By another program, which becomes the one of that name. */
  private Process run(List<String> by, String name, List<String> arguments) throws IOException {
    Path program = root.resolve(name);
    if (!Files.exists(program)) {
      Files.copy(Path.of("/bin/sh").toRealPath(), program);
      assertTrue(program.toFile().setExecutable(true));
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    List<String> whole = new ArrayList<>(by);
    whole.addAll(command);
    Process process = new ProcessBuilder(whole).start();
    started.add(process);
    Path line = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    await(() -> Files.readString(line).equals(String.join("\0", command) + "\0"));
    return process;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, "not seen within 10 s");
      LockSupport.parkNanos(1_000_000);
    }
  }

  /**
   * Links to the processes that were started here, and to no other: what the machine runs beside
   * may turn into a clock writer at any time, and that is none of this test's.
   */
  private void see() {
    for (Process process : started) {
      see(process.pid());
      process.descendants().forEach(child -> see(child.pid()));
    }
  }

  private void see(long pid) {
    tree.link("/proc/" + pid, "/proc/" + pid);
    links.add(tree.path("/proc/" + pid));
  }

  private Daemons found() {
    return DaemonSearch.start(tree.host(), null).await();
  }

  private static List<String> words(List<Writer> writers) {
    return writers.stream().map(Writer::word).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "systemd-timesyncd, '', systemd-timesyncd_active",
    "ntpd, -n, ntpd_active",
    "phc2sys, -w, phc2sys_active",
    "phc2sys, -Entpshm, ''",
    "ptp4l, -S, ptp4l_active",
    "ptp4l, -4, ''",
    "timemaster, '', timemaster_active",
    "clockbound, '', clockbound_active",
    "ntp-daemon, '', ntpd-rs_active",
    "busybox, ntpd, busybox-ntpd_active",
    "busybox, httpd, ''",
    "pihole-FTL, -f, ''", // the process's root is this host's, which has no settings of it
    "connmand, -n, connman_active",
    "htpdate, -D, htpdate_active",
    "htpdate, -q, ''",
    "tlsdated-setter, -w, tlsdated_active",
    "tlsdated-setter, -p, ''",
    "vmtoolsd, '', vmtoolsd_active",
    "VBoxService, '', VBoxService_active",
    "VBoxService, --disable-timesync, ''",
    "chronyd, -d, second-chronyd_active",
    "chronyd, -x, ''"
  })
  void eachWriterIsSeen(String name, String argument, String word) throws IOException {
    tree.program("vmware-toolbox-cmd", "echo Enabled");
    start(name, argument);
    see();
    assertEquals(word.isEmpty() ? List.of() : List.of(word), words(found().keepers()));
  }

  /** Where process 1 may set the clock itself, as on every host, and is not hidden from tests. */
  @Test
  void oneThatGaveUpItsPowerOverTheClockIsNoConflict() throws IOException {
    String all = Files.readString(Path.of("/proc/1/status")) + Files.readString(SELF);
    assumeTrue(all.split("CapPrm:\t[0-9a-f]{9}[2367abef]", -1).length == 3, "needs CAP_SYS_TIME");
    tree.link("/proc/1/status", "/proc/1/status");
    List<String> drop = List.of("setpriv", "--bounding-set=-sys_time", "--inh-caps=-sys_time");
    Process ntpd = run(drop, "ntpd", List.of("-s", "--", "-n"));
    see();
    assertEquals(List.of(), words(found().keepers()));
    started.remove(ntpd);
    ntpd.destroyForcibly();
    start("ntpd", "-n");
    see();
    assertEquals(List.of("ntpd_active"), words(found().keepers()));
  }

  @Test
  void aGuestAgentIsNoConflict() throws IOException {
    start("qemu-ga");
    see();
    assertEquals(List.of(), found().keepers());
    assertEquals(List.of("qemu-ga_active"), words(found().onDemand()));
  }

  /** As chronyd has for NTS, and for what it may not do itself: they share its name. */
  @Test
  void aHelperIsNoSecondChronyd() throws IOException {
    String helper = "(while :; do sleep 60; done) & ";
    Process process = run("chronyd", List.of("-c", helper + helper + "wait"));
    await(() -> process.children().count() == 2);
    see();
    assertEquals(List.of("second-chronyd_active"), words(found().keepers()));
    started.removeFirst().destroyForcibly(); // the first: now the other is alone with its helpers
    tree = new HostTree(Files.createDirectory(root.resolve("another")));
    see();
    assertEquals(List.of(), words(found().keepers()));
  }

  /** Ended and not reaped: it has its name still, and no command line. */
  @Test
  void aZombieWritesNothing() throws IOException {
    String ended =
        "'" + root.resolve("chronyd") + "' -c : & read -r nothing"; // a shell that reaps no child
    Process parent = run("busybox", List.of("-c", ended));
    await(() -> parent.children().anyMatch(child -> state(child.pid()) == 'Z'));
    see();
    assertEquals(List.of(), words(found().keepers()));
  }

  private static char state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return ' ';
    }
  }

  /**
   * While other processes come and go, each of which may end while it is looked at. The shell tells
   * their IDs: the next numbers may be any other program's.
   */
  @Test
  void chronydAloneIsNoConflictOneHundredTimesOfOneHundred() throws Exception {
    see();
    String ends = "for s in 0 .001 .002 .003; do sleep $s & echo $!; done; echo; wait";
    for (int i = 0; i < 100; i++) {
      Process shell = new ProcessBuilder("/bin/sh", "-c", ends).start();
      see(shell.pid());
      BufferedReader pids = shell.inputReader();
      for (String pid = pids.readLine(); !pid.isEmpty(); pid = pids.readLine()) {
        see(Long.parseLong(pid));
      }
      Daemons daemons = found();
      assertEquals(List.of(), daemons.writers());
      assertEquals(Optional.empty(), daemons.unseen());
      assertTrue(daemons.chronyd().started().isPresent());
      shell.waitFor();
    }
  }
}
