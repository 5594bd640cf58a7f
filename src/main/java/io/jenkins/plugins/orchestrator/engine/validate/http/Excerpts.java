package io.jenkins.plugins.orchestrator.engine.validate.http;

import java.util.function.UnaryOperator;

/** Short beginnings of texts that servers send. */
public final class Excerpts {
  /** Longer than any secret, so that none is cut before it was found. */
  private static final int LOOKED_AT = 20_000;

  private static final int SHOWN = 120;

  private Excerpts() {}

  /**
   * On one line.
   *
   * @param redact takes secrets out of a text
   */
  public static String of(String text, UnaryOperator<String> redact) {
    String start = redact.apply(text.substring(0, Math.min(text.length(), LOOKED_AT)));
    String line = start.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
