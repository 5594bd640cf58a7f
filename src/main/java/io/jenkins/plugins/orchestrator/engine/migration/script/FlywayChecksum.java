package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The checksum that Flyway writes into its history. */
final class FlywayChecksum {
  private FlywayChecksum() {}

  /**
   * CRC-32 over the lines of a text in UTF-8, without their ends ({@code \n}, {@code \r}, {@code
   * \r\n}), as a signed number.
   *
   * @param text without a byte order mark
   */
  static int of(String text) {
    CRC32 crc = new CRC32();
    // Lines as BufferedReader sees them, which is how Flyway reads.
    text.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return (int) crc.getValue();
  }
}
