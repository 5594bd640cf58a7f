package io.jenkins.plugins.orchestrator.engine.run;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * The random name of one run. It is part of the names of databases and of {@code application_name},
 * which PostgreSQL cuts at 63 bytes; job names would be too long and repeat.
 *
 * @param value ten characters out of {@code a-z2-7} (50 random bits), never null
 */
public record RunId(String value) implements Serializable {
  private static final Pattern FORM = Pattern.compile("[a-z2-7]{10}");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * @throws IllegalArgumentException when the value has another form
   */
  public RunId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a run id: " + value + "; expected " + FORM);
    }
  }

  /** A new random one. */
  public static RunId random() {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return new RunId(id.toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
