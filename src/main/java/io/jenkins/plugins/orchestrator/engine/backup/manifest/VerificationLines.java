package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code verifications.jsonl}: a line of JSON for each look at a backup, the oldest first. */
public final class VerificationLines {
  /** The file's name. */
  public static final String NAME = "verifications.jsonl";

  /** A nightly look for centuries. */
  public static final int LARGEST = 64 * 1024 * 1024;

  private VerificationLines() {}

  /** The line of one, without its end. */
  public static String encode(Verification verification) throws IOException {
    return ManifestJson.MAPPER.writeValueAsString(verification);
  }

  /**
   * Those whole lines that name a manifest. A line that is no verification is passed over: a look
   * that was killed while it wrote leaves half of one, and what was not written down was not found.
   *
   * @param manifest SHA-256 of the manifest's file
   */
  public static List<Verification> of(String manifest, byte[] text) {
    return new String(text, StandardCharsets.UTF_8)
        .lines()
        .map(VerificationLines::parse)
        .flatMap(Optional::stream)
        .filter(each -> manifest.equals(each.manifest()))
        .toList();
  }

  private static Optional<Verification> parse(String line) {
    try {
      return Optional.ofNullable(ManifestJson.MAPPER.readValue(line, Verification.class))
          .filter(each -> each.state() != null && each.at() != null && each.run() != null);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
