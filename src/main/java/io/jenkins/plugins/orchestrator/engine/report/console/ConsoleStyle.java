package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Status;

/**
 * What a terminal can show.
 *
 * @param width in characters, at least 40 are used
 * @param unicode whether signs beyond ASCII can be shown
 * @param colour whether ANSI colours can be shown
 */
public record ConsoleStyle(int width, boolean unicode, boolean colour) {
  /** One that every terminal and log file can show. */
  public static ConsoleStyle plain() {
    return new ConsoleStyle(100, false, false);
  }

  int usedWidth() {
    return Math.max(40, width);
  }

  String sign(Status status) {
    return switch (status) {
      case PASSED -> unicode ? "✔" : "+";
      case FAILED, TIMED_OUT -> unicode ? "✘" : "x";
      case SKIPPED, UNKNOWN, CANCELLED -> unicode ? "○" : "-";
    };
  }

  String ellipsis() {
    return unicode ? "…" : "~";
  }

  /** ASCII in place of what the engine's own sentences use beyond it; other signs become ?. */
  String shown(String text) {
    if (unicode) {
      return text;
    }
    String ascii =
        text.replace("…", "...")
            .replace("–", "-")
            .replace("—", "-")
            .replace("×", "x")
            .replace("→", "->")
            .replace('\u00a0', ' ');
    StringBuilder result = new StringBuilder(ascii.length());
    ascii.codePoints().forEach(c -> result.append(c < 0x7F ? (char) c : '?'));
    return result.toString();
  }

  String paint(Status status, String text) {
    return switch (status) {
      case PASSED -> ansi("32", text);
      case FAILED, TIMED_OUT -> ansi("31", text);
      case SKIPPED, UNKNOWN, CANCELLED -> ansi("33", text);
    };
  }

  String paint(Finding.Severity severity, String text) {
    return switch (severity) {
      case ERROR -> ansi("31", text);
      case WARNING -> ansi("33", text);
      case INFO -> ansi("36", text);
    };
  }

  String bold(String text) {
    return ansi("1", text);
  }

  private String ansi(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
