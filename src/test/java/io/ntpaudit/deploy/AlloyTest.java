package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.ALLOY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fragment must never be what keeps Alloy from starting. */
class AlloyTest {
  private static final String WRITE =
      "loki.write \"default\" {\n\tendpoint {\n\t\turl = \"x\"\n\t}\n}\n";

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void anAlloyThatReadsTheFolder() throws IOException {
    scene = new Scene(folder).booted().configure("loki: {enabled: false}");
    scene.file("/etc/default/alloy", "# a comment\nCONFIG_FILE=\"/etc/alloy/conf.d/\"\n");
  }

  private String told() throws IOException {
    return Scene.told(scene.apply()).stream().filter(t -> t.contains(ALLOY)).findFirst().get();
  }

  /** What systemd knows of Alloy's service. */
  private void service(String... properties) throws IOException {
    String print = "printf '%s\\n' LoadState=loaded '" + String.join("' '", properties) + "'";
    scene.program("systemctl", "case $* in show*alloy.service) " + print + " ;; *) exit 1 ;; esac");
  }

  private Scene neighbour(String text) throws IOException {
    return scene.file("/etc/alloy/conf.d/site.alloy", text);
  }

  /** An {@code alloy validate} that refuses the folder if the script says so. */
  private Scene alloy(String... script) throws IOException {
    return scene.program("alloy", script);
  }

  @Test
  void withAReceiverItIsPutInPlace() throws IOException {
    neighbour(WRITE);
    assertEquals("changed " + ALLOY, told());
  }

  @Test
  void withoutTheReceiverItIsLeftOut() throws IOException {
    String why = "nothing in /etc/alloy/conf.d defines loki.write.default.receiver";
    assertEquals(
        "left out "
            + ALLOY
            + ": "
            + why
            + ", Alloy would not start (set alloy.loki_url, or alloy.loki_receiver)",
        told());
    assertFalse(scene.has(ALLOY));
    assertTrue(scene.apply().trouble());
    assertEquals(1, scene.run("apply", "--json", "--only", "alloy"));
    assertTrue(scene.out().contains("\"failed\":true,\"why\":\"" + why), scene.out());
    for (String notOne :
        List.of(
            "// " + WRITE.replace("\n", "\n// "),
            "/* " + WRITE + "*/",
            "declare \"x\" {\n" + WRITE + "}\n",
            "logging {\n\tlevel = \"loki.write \\\"default\\\" {\"\n}\n",
            "loki.relabel \"default\" {}\n")) {
      neighbour(notOne);
      assertTrue(told().startsWith("left out " + ALLOY), notOne);
    }
  }

  @Test
  void anotherReceiverThatIsThereIsNamed() throws IOException {
    neighbour(WRITE.replace("default", "cloud"));
    assertTrue(told().endsWith("(set alloy.loki_receiver to loki.write.cloud.receiver)"), told());
    scene.configure("alloy: {loki_receiver: loki.write.cloud.receiver}");
    assertEquals("changed " + ALLOY, told());
  }

  @Test
  void withAUrlItBringsItsOwn() throws IOException {
    scene.configure("alloy: {loki_url: 'http://loki:3100/loki/api/v1/push'}");
    assertEquals("changed " + ALLOY, told());
  }

  /** That the real Alloy ends then is seen in src/test/observability/first_alert.py. */
  @Test
  void filesOfTlsThatAreNotThereKeepItOut() throws IOException, InterruptedException {
    OpenSsl openssl = new OpenSsl(folder);
    String key = openssl.run("genpkey -algorithm ED25519");
    String certificate = openssl.certificate(key);
    String url = "alloy: {loki_url: 'https://loki/loki/api/v1/push', ";
    scene.configure(url + "ca_file: /etc/ssl/ca.pem}");
    String why = "alloy.ca_file: /etc/ssl/ca.pem %s, Alloy would not start";
    assertEquals("left out " + ALLOY + ": " + why.formatted("is not there"), told());
    scene.file("/etc/ssl/ca.pem", "a key?\n");
    assertTrue(told().endsWith(why.formatted("holds no PEM CERTIFICATE")), told());
    scene.file("/etc/ssl/ca.pem", certificate);
    assertEquals("changed " + ALLOY, told());
    Files.delete(scene.at("/etc/ssl/ca.pem"));
    assertEquals(1, scene.run("verify", "--json"));
    assertTrue(scene.out().contains("left out: " + why.formatted("is not there")), scene.out());
    assertTrue(told().startsWith("removed " + ALLOY), "an earlier one goes");

    scene.file("/etc/ssl/ca.pem", certificate);
    scene.configure(url + "cert_file: /etc/ssl/ca.pem, key_file: /etc/ssl/key.pem}");
    scene.file("/etc/ssl/key.pem", certificate);
    String unfit = "/etc/ssl/key.pem %s, Alloy would not start";
    assertTrue(told().endsWith(unfit.formatted("holds no PEM PRIVATE KEY")), told());
    scene.file("/etc/ssl/key.pem", key.replace("PRIVATE", "ENCRYPTED PRIVATE"));
    assertTrue(told().endsWith(unfit.formatted("is encrypted")), told());
    scene.file("/etc/ssl/key.pem", openssl.run("genpkey -algorithm ED25519"));
    assertTrue(told().endsWith(unfit.formatted("is not the key of /etc/ssl/ca.pem")), told());
    scene.file("/etc/ssl/key.pem", key);
    assertEquals("changed " + ALLOY, told());

    scene.program("setpriv", "case $2 in alloy) exit 1 ;; esac");
    String shut = "/etc/ssl/ca.pem cannot be read by user %s, Alloy would not start";
    assertTrue(told().endsWith(shut.formatted("alloy")), told());
    service("User=", "Group=", "SupplementaryGroups=");
    assertEquals("changed " + ALLOY, told(), "it runs as root");
    scene.program("setpriv", "case \"$*\" in *--groups=keys,more\\ test*) ;; *) exit 1 ;; esac");
    service("User=shipper", "Group=logs", "SupplementaryGroups=keys");
    assertTrue(told().endsWith(shut.formatted("shipper")), told());
    service("User=shipper", "Group=logs", "SupplementaryGroups=keys more");
    assertEquals("changed " + ALLOY, told(), "a group of the unit's may read them");
    scene.program("setpriv", "case $2$4 in shipperlogs) exit 1 ;; esac");
    assertTrue(told().endsWith(shut.formatted("shipper")), told());
    service("User=shipper", "Group=keys");
    assertEquals("changed " + ALLOY, told(), "its group may read them");
    scene.program("setpriv", "echo 'setpriv: failed to parse reuid: shipper' >&2", "exit 1");
    assertEquals("unchanged " + ALLOY, told(), "there is no such user");

    scene.file("/etc/ssl/ca.pem", "a key?\n");
    assertTrue(told().startsWith("removed " + ALLOY), told());
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/config.alloy\n");
    assertEquals("changed " + ALLOY, told(), "nobody reads it");
    scene.run("verify", "--json");
    assertTrue(scene.out().contains("alloy.cert_file: /etc/ssl/ca.pem holds no"), scene.out());
    assertFalse(scene.out().contains("import.file"), "no lines to paste: " + scene.out());
  }

  @Test
  void aPasswordThatAlloyCannotReadKeepsItOut() throws IOException {
    scene.configure("alloy: {loki_url: 'http://x', username: u, password_file: /etc/secret}");
    String why = "alloy.password_file: /etc/secret %s, every record would be lost";
    assertTrue(told().endsWith(why.formatted("is not there")), told());
    scene.file("/etc/secret", "s3cret").program("setpriv", "exit 1");
    assertTrue(told().endsWith(why.formatted("cannot be read by user alloy")), told());
    scene.program("setpriv", "exit 0");
    assertEquals("changed " + ALLOY, told());
    String credential = "/run/credentials/alloy.service/loki";
    scene.configure(
        "alloy: {loki_url: 'http://x', username: u, password_file: " + credential + "}");
    assertEquals("changed " + ALLOY, told(), "systemd makes it");
  }

  @Test
  void aReceiverThatTakesNoLogsKeepsItOut() throws IOException {
    for (String block :
        List.of("prometheus.remote_write", "loki.source.api", "otelcol.processor.x")) {
      neighbour(block + " \"x\" {}\n" + WRITE);
      scene.configure("alloy: {loki_receiver: " + block + ".x.receiver}");
      assertEquals(
          "left out "
              + ALLOY
              + (": " + block + ".x.receiver takes no logs, Alloy would not start")
              + " (set alloy.loki_receiver to loki.write.default.receiver)",
          told());
    }
    for (String block : List.of("loki.process", "otelcol.receiver.loki", "site.logs")) {
      neighbour("import.git \"site\" {}\n" + block + " \"x\" {}\n");
      scene.configure("alloy: {loki_receiver: " + block + ".x.receiver}");
      assertFalse(told().startsWith("left out"), told());
    }
  }

  @Test
  void aLinkToTheFolderIsTheFolder() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/current\n");
    scene.folder("/etc/alloy/conf.d").link("/etc/alloy/current", "conf.d");
    assertTrue(told().startsWith("left out " + ALLOY), told());
    neighbour(WRITE);
    assertEquals("changed " + ALLOY, told());
  }

  @Test
  void anEarlierFragmentGoesWhenItsReceiverHasGone() throws IOException {
    neighbour(WRITE).apply();
    Files.delete(scene.at("/etc/alloy/conf.d/site.alloy"));
    Apply.Result result = scene.apply();
    assertTrue(Scene.told(result).stream().anyMatch(t -> t.startsWith("removed " + ALLOY)));
    assertTrue(result.trouble());
    assertTrue(scene.has("/etc/alloy/conf.d"), "Alloy would not start without the folder");
  }

  @Test
  void componentsOfOursThatAreThereAlreadyAreNotDeclaredTwice() throws IOException {
    neighbour(WRITE + "\nloki.source.file \"ntp_audit\" {}\n");
    assertEquals(
        "left out " + ALLOY + ": /etc/alloy/conf.d/site.alloy has a loki.source.file.ntp_audit too",
        told());
  }

  @Test
  void whereAlloyReadsOneFileNothingCanGoWrong() throws IOException {
    scene.file("/etc/default/alloy", "CONFIG_FILE=/etc/alloy/config.alloy\n");
    alloy("exit 1");
    assertEquals("changed " + ALLOY, told());
    assertEquals(List.of(), scene.calls());
  }

  @Test
  void whereThereIsNoAlloyItIsPutInPlaceBeforehand() throws IOException {
    Files.delete(scene.at("/etc/default/alloy"));
    assertEquals("changed " + ALLOY, told());
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", " "})
  void validateSeesTheFolderWithTheFragmentInIt(String is) throws IOException {
    String arguments = "CUSTOM_ARGS='--x --stability.level" + is + "experimental'\n";
    scene.file("/etc/sysconfig/alloy", arguments);
    neighbour(WRITE);
    alloy(
        "for f; do :; done; cat $f/site.alloy $f/ntp-audit.alloy | grep -c forward_to >>$here/seen");
    assertEquals("changed " + ALLOY, told());
    List<String> calls = scene.calls();
    assertTrue(calls.getFirst().startsWith("alloy validate --stability.level=experimental /"));
    assertEquals("4\n", Files.readString(folder.resolve("programs/seen")).replace("3\n", "4\n"));
    assertFalse(Files.exists(Path.of(calls.getFirst().replaceAll(".* ", ""))), "tidied up");
    scene.apply();
    assertEquals(List.of(), scene.calls(), "what is in place was asked about");
  }

  @Test
  void whatValidateRefusesIsLeftOutWithItsReason() throws IOException {
    neighbour(WRITE);
    alloy(
        "test ! -e $2/ntp-audit.alloy && exit 0",
        "echo \"Error: $2/ntp-audit.alloy:20:16: no such thing\" >&2; exit 1");
    assertEquals(
        "left out "
            + ALLOY
            + ": alloy validate refuses /etc/alloy/conf.d with it:"
            + " /etc/alloy/conf.d/ntp-audit.alloy:20:16: no such thing",
        told());
  }

  @Test
  void whatIsWrongWithoutItTooLeavesAnEarlierOne() throws IOException {
    neighbour(WRITE).apply();
    alloy("echo 'Error: site.alloy:1:1: broken' >&2; exit 1");
    scene.configure("log: {file: /srv/a.log}");
    assertTrue(told().endsWith("even without it: site.alloy:1:1: broken; what is there stays"));
    assertTrue(scene.has(ALLOY));
  }

  @Test
  void anAlloyBefore19CannotValidate() throws IOException {
    neighbour(WRITE);
    alloy("echo 'Error: unknown command \"validate\" for \"alloy\"' >&2; exit 1");
    assertEquals("changed " + ALLOY, told());
  }

  @Test
  void aRunningAlloyIsReloadedOnlyWhenTheFragmentIsAnother() throws IOException {
    neighbour(WRITE);
    scene.program("systemctl", "test \"$*\" != '--quiet is-enabled ntp-audit.timer'");
    Apply.Result result = scene.apply();
    assertEquals(List.of("systemctl reload alloy.service"), result.calls());
    assertEquals(List.of(), scene.apply().calls());
    scene.configure("alloy: {enabled: false}");
    assertEquals(List.of("systemctl reload alloy.service"), scene.apply().calls());
    scene.configure("alloy: {enabled: true}").program("systemctl", "exit 3");
    assertEquals(List.of(), scene.apply().calls(), "one that does not run is not started");
  }

  @Test
  void aReloadThatFailsIsSaid() throws IOException {
    neighbour(WRITE);
    scene.program("systemctl", "test $1 != reload && exit 0; echo 'Job failed' >&2; exit 1");
    Apply.Result result = scene.apply();
    assertTrue(result.trouble());
    assertTrue(
        Scene.told(result).contains("failed systemctl reload alloy.service: Job failed"),
        Scene.told(result).toString());
  }

  @Test
  void blocksAreFoundAmongStringsAndComments() {
    String text =
        """
        // a { b
        logging { level = "a } b \\" {" }
        /* loki.write "no" {} */
        import.file "x" {
          filename = "/m.alloy" // }
          raw = `{ " `
        }
        x.logs "default" { forward_to = [loki.write.a.receiver, y.z] }
        """;
    assertEquals(
        List.of("logging", "import.file.x", "x.logs.default"),
        AlloyText.blocks(text).stream().map(AlloyText.Block::reference).toList());
    assertTrue(AlloyText.blocks("\"" + "a\\\"".repeat(100_000) + "\" { ").isEmpty());
    assertTrue(AlloyText.blocks("}}} { ").isEmpty());
  }
}
