package io.ntpaudit.deploy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Certificates and private keys as PEM (RFC 7468) holds them, as far as Go's crypto/tls takes them:
 * each mark on a line of its own, and no other words for a certificate.
 */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^-----BEGIN ([A-Z0-9 ]+)-----[ \\t\\r]*\\n([^-]*)^-----END \\1-----");

  private static final Predicate<String> CERTIFICATE = "CERTIFICATE"::equals;
  private static final Predicate<String> KEY = label -> label.endsWith("PRIVATE KEY");

  /** Of the curves that Java signs on, the bits of the field: P-256, P-384, P-521. */
  private static final Set<Integer> CURVES = Set.of(256, 384, 521);

  /** The signature by which a pair of keys of that kind is tried. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private static final byte[] VERSION_0 = {2, 1, 0};

  private Pem() {}

  /** Whether the text holds a certificate that can be read, among whatever else. */
  static boolean holdsCertificate(String text) {
    return blocks(text, CERTIFICATE).anyMatch(block -> certified(block).isPresent());
  }

  /** Whether the text holds a private key, of whatever kind. */
  static boolean holdsKey(String text) {
    return blocks(text, KEY).findFirst().isPresent();
  }

  /**
   * Whether the first private key is another than that of the first certificate. False of a kind of
   * key that is not known here.
   */
  static boolean differ(String certificate, String key) {
    Optional<PublicKey> open =
        blocks(certificate, CERTIFICATE).findFirst().flatMap(Pem::certified).filter(Pem::isKnown);
    Optional<Block> closed = blocks(key, KEY).findFirst();
    return open.isPresent() && closed.isPresent() && differ(open.get(), closed.get());
  }

  private record Block(String label, byte[] content) {}

  /** Those that are whole, to their last character. */
  private static Stream<Block> blocks(String text, Predicate<String> label) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(found -> label.test(found.group(1)))
        .flatMap(
            found -> decoded(found.group(2)).map(to -> new Block(found.group(1), to)).stream());
  }

  private static Optional<byte[]> decoded(String content) {
    try {
      return Optional.of(Base64.getMimeDecoder().decode(content));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> certified(Block block) {
    ByteArrayInputStream content = new ByteArrayInputStream(block.content);
    try {
      return Optional.of(
          CertificateFactory.getInstance("X.509").generateCertificate(content).getPublicKey());
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isKnown(PublicKey key) {
    return key instanceof ECPublicKey ec
        ? CURVES.contains(ec.getParams().getCurve().getField().getFieldSize())
        : SIGNATURES.containsKey(key.getAlgorithm()) && !key.getAlgorithm().equals("EC");
  }

  private static boolean differ(PublicKey open, Block closed) {
    String kind = open.getAlgorithm();
    byte[] pkcs8 = closed.label.equals("PRIVATE KEY") ? closed.content : wrapped(open, closed);
    try {
      PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      Signature trial = Signature.getInstance(SIGNATURES.get(kind));
      trial.initSign(key);
      byte[] signed = trial.sign();
      trial.initVerify(open);
      return !trial.verify(signed);
    } catch (NoSuchAlgorithmException e) {
      return false;
    } catch (GeneralSecurityException e) {
      return true;
    }
  }

  /**
   * A key of PKCS #1 or SEC 1 as PKCS #8 (RFC 5958) holds it: with the algorithm before it, which
   * is taken from the public key that it has to fit (RFC 5280, SubjectPublicKeyInfo).
   */
  private static byte[] wrapped(PublicKey open, Block closed) {
    ByteBuffer outer = ByteBuffer.wrap(open.getEncoded()).position(1);
    int length = outer.get();
    outer.position(2 + (length < 0 ? length & 0x7f : 0)).mark();
    outer.get();
    byte[] algorithm = new byte[2 + outer.get()];
    outer.reset().get(algorithm);
    return sequence(VERSION_0, algorithm, tagged(4, closed.content));
  }

  private static byte[] sequence(byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    return tagged(0x30, content.toByteArray());
  }

  /** DER, of at most 64 KiB. */
  private static byte[] tagged(int tag, byte[] content) {
    int length = content.length;
    ByteBuffer der = ByteBuffer.allocate(4 + length).put((byte) tag);
    if (length < 0x80) {
      der.put((byte) length);
    } else if (length < 0x100) {
      der.put((byte) 0x81).put((byte) length);
    } else {
      der.put((byte) 0x82).putShort((short) length);
    }
    return Arrays.copyOf(der.put(content).array(), der.position());
  }
}
