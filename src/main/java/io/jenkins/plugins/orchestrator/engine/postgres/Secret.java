package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.Serializable;

/**
 * A password. Prints as asterisks; its text comes out only through {@link #reveal()}, which is
 * called where it is handed to the driver or to a 0600 file and nowhere else.
 */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  public static Secret of(String text) {
    return new Secret(text);
  }

  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "********";
  }
}
