package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A text file that was read.
 *
 * @param shown its path as the user knows it
 * @param text without a byte order mark, line ends as they are
 * @param sha1 of the file's bytes, in hexadecimal
 * @param sha256 likewise
 */
record ScriptFile(String shown, String text, String sha1, String sha256) {
  static ScriptFile of(String shown, String text, byte[] bytes) {
    return new ScriptFile(shown, text, digest("SHA-1", bytes), digest("SHA-256", bytes));
  }

  /** All of it as one script. */
  ScriptText whole(ScriptText.TransactionMode transaction) {
    return new ScriptText(shown, 1, text, transaction);
  }

  /** The script that all of it is, in a transaction unless one of its statements forbids it. */
  ScriptText whole() {
    return whole(ScriptText.TransactionMode.AUTO);
  }

  /** SHA-256 of a text in UTF-8, in hexadecimal. */
  static String sha256(String text) {
    return digest("SHA-256", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String digest(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has both.
      throw new IllegalStateException(e);
    }
  }

  /** Its {@code key=value} lines, comments and blank lines left out; the last of a key wins. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      String key = equals < 0 ? line.strip() : line.substring(0, equals).strip();
      if (!key.isEmpty() && !key.startsWith("#")) {
        settings.put(key, equals < 0 ? "" : line.substring(equals + 1).strip());
      }
    }
    return settings;
  }
}
