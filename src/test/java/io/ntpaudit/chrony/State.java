package io.ntpaudit.chrony;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** The states that a real chronyd can be put into. */
public enum State {
  SYNCHRONISED(chronyd -> follow(chronyd, "")),
  NO_SOURCE(chronyd -> chronyd.client("")),
  UNREACHABLE(chronyd -> chronyd.client(source(chronyd, "127.0.0.1", "nobody"))),
  SERVER_UNSYNCHRONISED(State::serverUnsynchronised),
  SLOW(chronyd -> follow(chronyd, "offset 0.5")),
  FAST(chronyd -> follow(chronyd, "offset -0.5")),
  SERVER_OFF(State::serverOff),
  HIGH_STRATUM(State::highStratum),
  FALSETICKER(State::falseticker),
  NO_MAJORITY(State::noMajority),
  LOCAL(State::local),
  REFCLOCK_SOCK(chronyd -> refclock(chronyd, "SOCK " + chronyd.folder() + "/sock refid TST", 0.25)),
  REFCLOCK_COMMA(
      chronyd -> refclock(chronyd, "SOCK " + chronyd.folder() + "/sock refid A,B", -0.25)),
  REFCLOCK_SHM(
      chronyd -> refclock(chronyd, "SHM " + chronyd.port("shm") + ":perm=0600 refid SHM", 0.25)),
  REFCLOCK_SILENT(
      chronyd -> chronyd.client("refclock SOCK " + chronyd.folder() + "/sock refid TST poll 0")),
  SOURCE_LOST(State::sourceLost),
  MINSOURCES_LOST(State::minsourcesLost),
  MINSOURCES_NEVER(State::minsourcesNever),
  NOSELECT(State::noselect),
  TURNED_FALSETICKER(State::turnedFalseticker),
  MAJORITY_LOST(State::majorityLost),
  FORTY_SOURCES(State::fortySources),
  IPV6_ONLY(State::ipv6Only),
  NEGATIVE_POLL(State::negativePoll),
  CMDPORT_0(chronyd -> follow(chronyd, "", "cmdport 0")),
  SYMMETRIC_KEY(chronyd -> keys(chronyd, 1)),
  WRONG_KEY(chronyd -> keys(chronyd, 2)),
  NTS(State::nts),
  LEAP_PENDING(State::leapPending),
  STOPPED(State::stopped),
  HUNG(State::hung);

  /** One poll a second, four at once at the start. */
  private static final String POLL = "iburst minpoll 0 maxpoll 0";

  /** Beginnings of what chronyc prints: of {@code tracking} without a reference, of sources. */
  private static final String NONE = "0{8},";

  /** Twice, so that there is an update interval. */
  private static final String UPDATED = ".*,(?!0.0,)[0-9.]+,";

  private static final String GOOD = "\\^,[-*+]";
  private static final String FALSE = "\\^,x";
  private static final String FALSE_FOR_LONG = "\\^,x,127.0.0.[0-9],.,0,377";

  private final Consumer<PrivateChronyd> arrangement;

  State(Consumer<PrivateChronyd> arrangement) {
    this.arrangement = arrangement;
  }

  /** Starts chronyd and what it needs, and waits until the state is reached. */
  public void arrange(PrivateChronyd chronyd) {
    arrangement.accept(chronyd);
  }

  /** A source's line in chrony.conf. */
  public static String source(
      PrivateChronyd chronyd, String address, String server, String... options) {
    return "server %s port %d %s %s"
        .formatted(address, chronyd.port(server), POLL, String.join(" ", options));
  }

  /** A client of one server at stratum 3. */
  private static void follow(PrivateChronyd chronyd, String options, String... more) {
    chronyd.server(3);
    chronyd.client(source(chronyd, "127.0.0.1", "server", options), String.join("\n", more));
    chronyd.awaitSynchronised();
  }

  /** A server that is off itself: it follows the first with an offset and serves the result. */
  public static void serverThatIsOff(PrivateChronyd chronyd, String name, double offset) {
    chronyd.server(name, source(chronyd, "127.0.0.1", "server", "offset " + offset));
    chronyd.awaitSynchronised(name);
  }

  /** It answers each request, and says that it has lost its own source. */
  private static void serverUnsynchronised(PrivateChronyd chronyd) {
    chronyd.server("server", "");
    chronyd.client(source(chronyd, "127.0.0.1", "server"));
    chronyd.awaitUnsynchronisedAnswer();
  }

  private static void serverOff(PrivateChronyd chronyd) {
    chronyd.server(3);
    serverThatIsOff(chronyd, "off", 0.5);
    chronyd.client(source(chronyd, "127.0.0.1", "off"));
    chronyd.awaitSynchronised();
  }

  private static void highStratum(PrivateChronyd chronyd) {
    chronyd.server(10);
    chronyd.client(source(chronyd, "127.0.0.1", "server"));
    chronyd.awaitSynchronised();
  }

  private static List<String> sources(PrivateChronyd chronyd, int count) {
    List<String> sources = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      sources.add(source(chronyd, "127.0.0." + i, "server"));
    }
    return sources;
  }

  private static void falseticker(PrivateChronyd chronyd) {
    chronyd.server(3);
    List<String> sources = sources(chronyd, 3);
    sources.add(source(chronyd, "127.0.0.4", "server", "offset 5"));
    chronyd.client(sources.toArray(String[]::new));
    chronyd.await("7F", GOOD, GOOD, GOOD, FALSE);
    chronyd.awaitSynchronised();
  }

  private static void noMajority(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.client(
        source(chronyd, "127.0.0.1", "server"), source(chronyd, "127.0.0.2", "server", "offset 5"));
    chronyd.await(NONE, FALSE, FALSE);
  }

  private static void local(PrivateChronyd chronyd) {
    chronyd.client("local stratum 8");
    chronyd.await("7F7F0101");
  }

  private static void refclock(PrivateChronyd chronyd, String clock, double offset) {
    chronyd.client("refclock " + clock + " stratum 5 poll 0 filter 1 delay 0.8");
    String[] words = clock.split("[ :]");
    chronyd.feed(words[1], offset, 0);
    chronyd.await(UPDATED + "Normal", "#,\\*");
  }

  private static void sourceLost(PrivateChronyd chronyd) {
    follow(chronyd, "");
    chronyd.stop("server");
    chronyd.await("7F", "\\^,\\?,127.0.0.1,3,0,0,");
  }

  /**
   * Of two that chronyd asks for one is left; tracking goes on to say "Normal". The dead one counts
   * until its newest sample is older than the oldest of the other's, of which there are few here.
   */
  private static void minsourcesLost(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.server("dying", "local stratum 3");
    chronyd.client(
        source(chronyd, "127.0.0.1", "server", "maxsamples 6"),
        source(chronyd, "127.0.0.2", "dying", "maxsamples 6"),
        "minsources 2");
    chronyd.await("7F", GOOD, GOOD);
    chronyd.awaitSynchronised();
    chronyd.stop("dying");
    chronyd.await("7F", "\\^,-,127.0.0.1,3,0,377,", "\\^,\\?,127.0.0.2,3,0,0,");
    PrivateChronyd.sleep(Duration.ofSeconds(6)); // stale: three polls of 1 s, and two for rounding
  }

  private static void minsourcesNever(PrivateChronyd chronyd) {
    chronyd.server(3);
    List<String> sources = sources(chronyd, 2);
    sources.add("minsources 3");
    chronyd.client(sources.toArray(String[]::new));
    chronyd.await(NONE, "\\^,-", "\\^,-");
  }

  private static void noselect(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.client(source(chronyd, "127.0.0.1", "server", "noselect"));
    chronyd.await(NONE, "\\^,\\?,127.0.0.1,3,0,377");
  }

  /** A server that was right starts to be off. */
  private static void turn(PrivateChronyd chronyd, String name, double offset) {
    chronyd.stop(name);
    serverThatIsOff(chronyd, name, offset);
  }

  private static void turnedFalseticker(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.server("turning", "local stratum 3");
    List<String> sources = sources(chronyd, 3);
    sources.add(source(chronyd, "127.0.0.4", "turning", "maxsamples 6"));
    chronyd.client(sources.toArray(String[]::new));
    chronyd.await("7F", GOOD, GOOD, GOOD, GOOD);
    turn(chronyd, "turning", 5);
    chronyd.await("7F", GOOD, GOOD, GOOD, FALSE_FOR_LONG);
  }

  private static void majorityLost(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.server("ahead", "local stratum 3");
    chronyd.server("behind", "local stratum 3");
    chronyd.client(
        source(chronyd, "127.0.0.1", "server"),
        source(chronyd, "127.0.0.2", "ahead", "maxsamples 6"),
        source(chronyd, "127.0.0.3", "behind", "maxsamples 6"));
    chronyd.await("7F", GOOD, GOOD, GOOD);
    turn(chronyd, "ahead", 5);
    turn(chronyd, "behind", -5);
    chronyd.await(NONE, FALSE_FOR_LONG, FALSE_FOR_LONG, FALSE_FOR_LONG);
  }

  private static void fortySources(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.client(sources(chronyd, 40).toArray(String[]::new));
    chronyd.await("7F", Collections.nCopies(40, GOOD).toArray(String[]::new));
    chronyd.awaitSynchronised();
  }

  private static void ipv6Only(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.client(source(chronyd, "::1", "server"), "bindcmdaddress ::1");
    chronyd.awaitSynchronised();
  }

  private static void negativePoll(PrivateChronyd chronyd) {
    chronyd.server(3);
    chronyd.client(
        "server 127.0.0.1 port %d iburst minpoll -4 maxpoll -4".formatted(chronyd.port("server")));
    chronyd.await("7F", "\\^,\\*,127.0.0.1,3,-4,377");
    chronyd.awaitSynchronised();
  }

  /** Server and client both know key 1; of key 2 they have different ideas. */
  private static void keys(PrivateChronyd chronyd, int key) {
    String one = "1 SHA1 HEX:0123456789ABCDEF0123456789ABCDEF01234567\n";
    Path theirs = chronyd.write("server.keys", one + "2 SHA1 HEX:00112233445566778899\n");
    Path ours = chronyd.write("client.keys", one + "2 SHA1 HEX:99887766554433221100\n");
    chronyd.server("server", "local stratum 3", "keyfile " + theirs);
    chronyd.client(source(chronyd, "127.0.0.1", "server", "key " + key), "keyfile " + ours);
    if (key == 1) {
      chronyd.awaitSynchronised();
    }
  }

  private static void nts(PrivateChronyd chronyd) {
    certificate(chronyd);
    chronyd.server(
        "server",
        "local stratum 3",
        "ntsport " + chronyd.port("nts"),
        "ntsservercert " + chronyd.folder() + "/cert.pem",
        "ntsserverkey " + chronyd.folder() + "/key.pem");
    chronyd.client(
        source(chronyd, "127.0.0.1", "server", "nts", "ntsport " + chronyd.port("nts")),
        "ntstrustedcerts " + chronyd.folder() + "/cert.pem");
    chronyd.awaitSynchronised();
  }

  /** A self-signed certificate for 127.0.0.1 and its key, made by the JDK. */
  private static void certificate(PrivateChronyd chronyd) {
    Path store = chronyd.folder().resolve("store.p12");
    char[] password = "chronyd".toCharArray();
    try {
      String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
      String arguments =
          " -genkeypair -alias nts -keyalg RSA -dname CN=127.0.0.1 -ext SAN=ip:127.0.0.1"
              + " -startdate -1d -storepass chronyd -keystore "
              + store;
      new ProcessBuilder((keytool + arguments).split(" "))
          .redirectErrorStream(true)
          .redirectOutput(chronyd.folder().resolve("keytool.log").toFile())
          .start()
          .waitFor();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(store)) {
        keys.load(in, password);
      }
      pem(chronyd, "cert.pem", "CERTIFICATE", keys.getCertificate("nts").getEncoded());
      pem(chronyd, "key.pem", "PRIVATE KEY", keys.getKey("nts", password).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void pem(PrivateChronyd chronyd, String file, String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    chronyd.write(file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, body));
  }

  /** chronyd believes in a leap second on the last day of June and December only. */
  private static void leapPending(PrivateChronyd chronyd) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Instant lastDay = LocalDate.of(today.getYear(), 12, 31).atTime(12, 0).toInstant(ZoneOffset.UTC);
    chronyd.environment("LD_PRELOAD", libfaketime());
    chronyd.environment("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    chronyd.environment(
        "FAKETIME", "%+d".formatted(Duration.between(Instant.now(), lastDay).toSeconds()));
    chronyd.client("refclock SOCK " + chronyd.folder() + "/sock refid TST poll 0 filter 1");
    chronyd.feed(chronyd.folder() + "/sock", 0, 1);
    chronyd.await(UPDATED + "Insert second", "#,\\*");
  }

  private static String libfaketime() {
    try (var folders = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu")) {
      for (Path folder : folders) {
        Path library = folder.resolve("faketime/libfaketime.so.1");
        if (Files.exists(library)) {
          return library.toString();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("libfaketime is missing (as root: apt-get install faketime)");
  }

  private static void stopped(PrivateChronyd chronyd) {
    follow(chronyd, "");
    chronyd.stop();
  }

  private static void hung(PrivateChronyd chronyd) {
    follow(chronyd, "");
    chronyd.hang();
  }
}
