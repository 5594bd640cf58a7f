package io.jenkins.plugins.orchestrator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key of {@code age}, made for one test; where age is not installed, the test is skipped. */
public final class AgeIdentity {
  private static final String RECIPIENT = "# public key: ";

  private AgeIdentity() {}

  /**
   * Makes one.
   *
   * @param file for the private key
   * @return the recipient, for whom is encrypted
   */
  public static String make(Path file) throws IOException, InterruptedException {
    Process made;
    try {
      made = new ProcessBuilder("age-keygen", "-o", file.toString()).start();
    } catch (IOException e) {
      return abort("age is not installed");
    }
    assertThat(made.waitFor()).isZero();
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(RECIPIENT))
        .map(line -> line.substring(RECIPIENT.length()))
        .findFirst()
        .orElseThrow();
  }
}
