package io.ntpaudit.deploy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static final String RSA = "genrsa -traditional 2048";
  private static final String EC = "ecparam -name prime256v1 -genkey";

  @TempDir Path folder;

  private String openssl(String command) throws IOException, InterruptedException {
    return new OpenSsl(folder).run(command);
  }

  private String certificate(String key) throws IOException, InterruptedException {
    return new OpenSsl(folder).certificate(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RSA,
        EC,
        "genrsa 2048",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "genpkey -algorithm ED25519"
      })
  void aKeyFitsItsOwnCertificateOnly(String command) throws IOException, InterruptedException {
    String key = openssl(command);
    String certificate = certificate(key);
    assertTrue(Pem.holdsCertificate(certificate) && Pem.holdsKey(key), key);
    assertFalse(Pem.differ(certificate, key), key);
    assertFalse(Pem.differ("text before\n" + certificate + certificate(openssl(RSA)), key));
    for (String other : new String[] {openssl(command), openssl(RSA), openssl(EC)}) {
      assertTrue(Pem.differ(certificate, other), other);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"genpkey -algorithm RSA-PSS", "ecparam -name secp224r1 -genkey -noout"})
  void aKindThatIsNotKnownIsNotRefused(String command) throws IOException, InterruptedException {
    String key = openssl(command);
    assertFalse(Pem.differ(certificate(key), key));
    assertFalse(Pem.differ(certificate(key), openssl(RSA)));
  }

  /** Go's crypto/tls looks for these marks alone, and for each at the begin of a line. */
  @Test
  void whatAlloyDoesNotTakeIsNone() throws IOException, InterruptedException {
    String key = openssl(RSA);
    String certificate = certificate(key);
    assertTrue(Pem.holdsCertificate(certificate.replace("\n", "\r\n")));
    assertTrue(Pem.holdsCertificate(certificate.replaceFirst("\n.{8}", "\n") + certificate));
    for (String word : new String[] {"TRUSTED", "X509"}) {
      assertFalse(Pem.holdsCertificate(certificate.replace("CERT", word + " CERT")), word);
    }
    assertFalse(Pem.holdsCertificate(certificate.replace("\n", " ")));
    assertFalse(Pem.holdsKey(key.replaceAll("(?m)^", "  ")));
  }

  @Test
  void whatIsCutOffIsNeither() throws IOException, InterruptedException {
    String key = openssl(EC);
    String certificate = certificate(key);
    assertFalse(Pem.holdsCertificate(certificate.substring(0, certificate.length() / 2)));
    assertFalse(Pem.holdsCertificate(certificate.replaceFirst("\n.{8}", "\n")));
    assertFalse(Pem.holdsCertificate(key));
    assertFalse(Pem.holdsKey(key.substring(0, key.length() - 40)));
    assertFalse(Pem.holdsKey(certificate));
  }
}
