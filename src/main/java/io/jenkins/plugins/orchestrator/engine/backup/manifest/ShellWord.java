package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.util.regex.Pattern;

/** Texts as one word of a shell. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@+-]+");

  private ShellWord() {}

  /** Whether a shell reads it as it stands, inside and outside of quotes. */
  public static boolean isPlain(String text) {
    return PLAIN.matcher(text).matches();
  }

  /** The text as {@code sh} reads it as one word and means nothing else. */
  public static String quote(String text) {
    return isPlain(text) ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
