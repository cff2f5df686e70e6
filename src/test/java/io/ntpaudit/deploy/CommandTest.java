package io.ntpaudit.deploy;

import static io.ntpaudit.deploy.Scene.LOGROTATE;
import static io.ntpaudit.deploy.Scene.RULES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ntp-audit apply}: options in, text and exit code out. */
class CommandTest {
  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void aHostWithoutAlloyAndLoki() throws IOException {
    scene = new Scene(folder).booted();
    scene.configure("alloy: {enabled: false}", "loki: {enabled: false}");
  }

  @Test
  void textIsAlignedAndCheckHasACodeOfItsOwn() {
    assertEquals(3, scene.run("apply", "--check"));
    String left = "left out   /etc/alloy/conf.d/ntp-audit.alloy   alloy.enabled is false\n";
    assertTrue(scene.out().startsWith("changed    " + LOGROTATE + "\n" + left), scene.out());
    assertEquals(0, scene.run("apply"));
    assertEquals(0, scene.run("apply", "--check"));
    assertTrue(scene.out().startsWith("unchanged  " + LOGROTATE + "\n"));
  }

  @Test
  void diffShowsWhatChanges() throws IOException {
    scene.run("apply");
    scene.configure("log: {rotate: 12}", "alloy: {enabled: false}", "loki: {enabled: false}");
    scene.run("apply", "--check", "--diff", "--only", "logrotate");
    assertEquals(
        """
        changed    /etc/logrotate.d/ntp-audit
        --- /etc/logrotate.d/ntp-audit
        +++ /etc/logrotate.d/ntp-audit
        @@ -1,7 +1,7 @@
         # Rendered by "ntp-audit apply" from /etc/ntp-audit. An edited copy is kept and no longer updated.
         /var/log/ntp-audit/audit.log {
             monthly
        -    rotate 7
        +    rotate 12
             maxsize 10M
             compress
             delaycompress
        """,
        scene.out());
  }

  @Test
  void jsonIsForConfigurationManagement() {
    assertEquals(0, scene.run("apply", "--json", "--only", "logrotate,loki"));
    assertEquals(
        """
        {"changed":true,"failed":false,"files":[\
        {"name":"logrotate","path":"/etc/logrotate.d/ntp-audit","state":"changed",\
        "changed":true,"failed":false},\
        {"name":"loki","path":"/etc/loki/rules/fake/ntp-audit-rules.yaml","state":"left_out",\
        "changed":false,"failed":false,"why":"loki.enabled is false"}],"calls":[]}
        """,
        scene.out());
    scene.run("apply", "--json", "--only", "logrotate");
    assertTrue(scene.out().startsWith("{\"changed\":false,"));
  }

  @Test
  void troubleIsInTheJsonAndInTheExitCode() throws IOException {
    scene.configure("loki: {team: 'a{b'}");
    assertEquals(1, scene.run("apply", "--json", "--only", "loki"));
    assertTrue(scene.out().contains("\"failed\":true,\"why\":\"loki.team: expected at most 64"));
    assertEquals(1, scene.run("apply", "--check", "--only", "loki"));
  }

  @Test
  void anInvalidConfigurationTouchesNothing() throws IOException {
    scene.file("/etc/ntp-audit/conf.d/50-site.yaml", "limits:\n  ofset: 1\n");
    assertEquals(2, scene.run("apply"));
    assertEquals(
        "ntp-audit: /etc/ntp-audit/conf.d/50-site.yaml:2:3: unknown key limits.ofset"
            + " (meant: limits.offset?)\n",
        scene.err());
    assertEquals("", scene.out());
    String why = scene.err();
    assertEquals(2, scene.run("apply", "--json"));
    assertEquals(why, scene.err());
    assertEquals(
        """
        {"changed":false,"failed":true,"files":[],"calls":[],"errors":[\
        "/etc/ntp-audit/conf.d/50-site.yaml:2:3: unknown key limits.ofset (meant: limits.offset?)"]}
        """,
        scene.out());
    assertFalse(scene.has(LOGROTATE));
  }

  @Test
  void aLedgerThatCannotBeReadIsInTheJson() throws IOException {
    scene.folder(Scene.LEDGER);
    assertEquals(1, scene.run("apply", "--json"));
    String why = Scene.LEDGER + " is a folder";
    assertEquals("ntp-audit: " + why + "\n", scene.err());
    assertTrue(scene.out().contains("\"files\":[],\"calls\":[],\"errors\":[\"" + why + "\"]}"));
    assertFalse(scene.has(LOGROTATE));
  }

  /** Whoever may write to the file gives the terminal no orders. */
  @Test
  void theDiffIsHarmlessToATerminal() throws IOException {
    scene.run("apply");
    scene.file(LOGROTATE, "\u001b[31m\u009b0m\u202Ered\u0007\n\tindented\n");
    scene.run("apply", "--diff");
    assertTrue(scene.out().contains("-?[31m?0m?red?\n-\tindented\n"), scene.out());
  }

  @Test
  void wrongArguments() throws IOException {
    assertEquals(2, scene.run("apply", "--only", "logrotat"));
    assertEquals(
        "ntp-audit: --only logrotat: no such part (meant: logrotate?)\ntry: ntp-audit apply --help\n",
        scene.err());
    assertEquals(2, scene.run("apply", "--only", "foo"));
    assertTrue(
        scene
            .err()
            .startsWith(
                "ntp-audit: --only foo: no such part"
                    + " (one of timer, service, cron, logrotate, alloy, loki)\n"),
        scene.err());
    assertEquals(2, scene.run("apply", "--root", scene.root.resolve("nowhere").toString()));
    assertTrue(scene.err().startsWith("ntp-audit: --root \"" + scene.root), scene.err());
    assertEquals(2, scene.run("apply", "--root", ""), "a variable that is not set is not /");
    assertEquals(
        "ntp-audit: --root \"\": not a folder\ntry: ntp-audit apply --help\n", scene.err());
    assertEquals(2, scene.run("apply", "--config", ""));
    assertFalse(scene.has(LOGROTATE));
  }

  @Test
  void wrongArgumentsAreInTheJsonToo() {
    assertEquals(2, scene.run("apply", "--json", "--only", "logrotat"));
    assertEquals(
        """
        {"changed":false,"failed":true,"files":[],"calls":[],"errors":[\
        "--only logrotat: no such part (meant: logrotate?)"]}
        """,
        scene.out());
    assertTrue(scene.err().startsWith("ntp-audit: --only logrotat: no such part"));
    assertEquals(2, scene.run("apply", "--chek", "--json"));
    assertTrue(scene.out().contains("\"errors\":[\"unknown option --chek (meant: --check?)\"]}"));
  }

  @Test
  void rootHasAConfigurationOfItsOwnUnlessOneIsNamed() throws IOException {
    Scene image = new Scene(folder.resolve("image"));
    image.configure("log: {rotate: 3}");
    assertEquals(0, scene.run("apply", "--root", image.root.toString()));
    assertTrue(image.read(LOGROTATE).contains("rotate 3"));
    assertTrue(image.has(RULES), "not the configuration of this host");
    assertFalse(scene.has(LOGROTATE));

    scene.file("/srv/config/config.yaml", "log: {rotate: 4}\n");
    assertEquals(0, scene.run("--config", "/srv/config", "apply", "--root", image.root.toString()));
    assertTrue(image.read(LOGROTATE).contains("rotate 4"));
    assertEquals(Map.of(), Scene.files(scene.root.resolve("etc/logrotate.d")));
  }
}
