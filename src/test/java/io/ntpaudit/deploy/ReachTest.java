package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
  @TempDir Path folder;

  private String of(String placeholder, String... lines) throws IOException {
    return Reach.of(new Scene(folder).configure(lines).config()).get(placeholder);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, ''",
    "/run/chrony/chronyd.sock, ''",
    "127.0.0.1, ''",
    "::1, ''",
    "localhost, ''",
    "192.0.2.7, 192.0.2.7",
    "2001:db8::7, 2001:db8::7",
    "time.example.org, any"
  })
  void onlyTheAddressThatIsAskedIsLetThrough(String address, String allowed) throws IOException {
    assertEquals(allowed, of("ADDRESS", "chrony: {address: '" + address + "'}"));
  }

  @Test
  void devicesThatTheUnitShowsAnywayAreNotNamedAgain() throws IOException {
    assertEquals("", of("DEVICES", "checks: {phc_devices: [/dev/ptp0, /dev/ptp23, /dev/ptp_kvm]}"));
    assertEquals(
        "-/dev/ptp24 -/dev/site%%0",
        of("DEVICES", "checks: {phc_devices: [/dev/ptp24, /dev/site%0]}"));
    assertEquals("", of("DEVICES", "checks: {phc_devices: [/proc/1, ../x]}"));
  }

  @Test
  void everyFolderThatIsWrittenIsNamedOnce() throws IOException {
    assertEquals(
        "-/srv/a",
        of("WRITABLE", "log: {file: /srv/a/x.log}", "prometheus: {textfile_dir: /srv//a/}"));
    assertEquals("-/run/two", of("WRITABLE", "chrony: {address: /run/two/chronyd.sock}"));
    assertEquals("", of("WRITABLE", "chrony: {address: /run/chrony/two/chronyd.sock}"));
  }
}
