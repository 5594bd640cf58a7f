package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backslash command of psql in a script.
 *
 * @param name with its backslash
 * @param arguments the rest of its line
 */
public record MetaCommand(String name, String arguments) {
  private static final Pattern FORM = Pattern.compile("(\\\\[^\\s\\\\]*)\\s*(.*)", Pattern.DOTALL);
  private static final Pattern STOP_ON_ERROR =
      Pattern.compile("(?i)'?ON_ERROR_STOP'?(\\s+'?(on|true|yes|1)'?)?\\s*(\\\\\\\\.*)?");

  /** Reads a command from a text that begins with a backslash. */
  public static MetaCommand read(String line) {
    Matcher form = FORM.matcher(line);
    if (!form.matches()) {
      return new MetaCommand("\\", "");
    }
    return new MetaCommand(form.group(1), form.group(2).strip());
  }

  /**
   * Whether it says only what the runner does anyway: the marks that {@code pg_dump} writes since
   * 13.22, 14.19, 15.14, 16.10 and 17.6, and {@code \set ON_ERROR_STOP on}.
   */
  boolean isHarmless() {
    return switch (name) {
      case "\\restrict", "\\unrestrict" -> true;
      case "\\set" -> STOP_ON_ERROR.matcher(arguments).matches();
      default -> false;
    };
  }

  /** Whether it leaves the database that the script was given. */
  public boolean connectsElsewhere() {
    return List.of("\\c", "\\connect").contains(name.toLowerCase(Locale.ROOT));
  }

  String advice() {
    if (connectsElsewhere()) {
      return "a script runs in the database that it was given; remove the line";
    }
    if (name.equals("\\set") && arguments.toUpperCase(Locale.ROOT).startsWith("ON_ERROR_STOP")) {
      return "the first error always ends a script; remove the line";
    }
    if (name.equals("\\copy")) {
      return "write COPY … FROM STDIN with the data behind it, or set migrations.runner: psql";
    }
    return "write it in SQL, or set migrations.runner: psql to run the scripts through psql";
  }
}
