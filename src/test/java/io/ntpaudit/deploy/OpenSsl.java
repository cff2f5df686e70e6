package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keys and certificates as the real openssl(1) writes them. */
record OpenSsl(Path folder) {
  String run(String command) throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(("openssl " + command).split(" "))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(openssl.getInputStream().readAllBytes());
    assertEquals(0, openssl.waitFor(), command);
    return printed;
  }

  /** A certificate that the key has signed itself. */
  String certificate(String key) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("key"), key);
    return run("req -x509 -key key -days 1 -subj /CN=x");
  }
}
