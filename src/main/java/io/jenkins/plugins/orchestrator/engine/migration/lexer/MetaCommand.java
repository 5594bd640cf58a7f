package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import static io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer.isSpace;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backslash command of psql in a script.
 *
 * @param name with its backslash
 * @param arguments as they stand there, without the white space around them
 * @param end where it ends in the script's text: at its line's end, or at the next backslash
 *     outside quotes, which begins another command or, doubled, SQL
 */
public record MetaCommand(String name, String arguments, int end) {
  private static final Set<String> INCLUDE = Set.of("\\i", "\\include");
  private static final Set<String> INCLUDE_RELATIVE = Set.of("\\ir", "\\include_relative");

  /** A name in quotes or without, with nothing in it that psql would put something else for. */
  private static final Pattern FILE =
      Pattern.compile("(?:'((?:[^'\\\\]|'')*)'|([^\\s'\"`:~\\\\]+))(?=\\s|$)");

  private static final Pattern STOP_ON_ERROR =
      Pattern.compile("(?i)'?ON_ERROR_STOP'?(\\s+'?(on|true|yes|1)'?)?");

  /** Those that take the whole line: a backslash means nothing to them. */
  private static final Set<String> WHOLE_LINE =
      Set.of("\\!", "\\copy", "\\ef", "\\ev", "\\sf", "\\sv", "\\h", "\\help");

  /** Those that take the whole line when it begins with {@code |}. */
  private static final Set<String> PIPES = Set.of("\\o", "\\out", "\\g", "\\gx", "\\w", "\\write");

  /** Longer than any command's name. */
  private static final int MAX_NAME = 60;

  private static final Pattern FROM_SCRIPT =
      Pattern.compile("(?i)\\bfrom\\s+p?stdin\\b(?!\\s*['\"])");

  /** Reads the command that begins with the backslash at an offset; reads no further than it. */
  public static MetaCommand at(String sql, int start) {
    int nameEnd = start + 1;
    while (nameEnd < sql.length() && !endsName(sql.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = sql.substring(start, Math.min(nameEnd, start + MAX_NAME));
    int first = nameEnd;
    while (first < sql.length() && sql.charAt(first) != '\n' && isSpace(sql.charAt(first))) {
      first++;
    }
    int end =
        WHOLE_LINE.contains(name) || (PIPES.contains(name) && sql.startsWith("|", first))
            ? lineEnd(sql, first)
            : endOfArguments(sql, first);
    return new MetaCommand(name, sql.substring(first, end).strip(), end);
  }

  private static boolean endsName(char c) {
    return isSpace(c) || c == '\\';
  }

  private static int lineEnd(String sql, int from) {
    int newLine = sql.indexOf('\n', from);
    return newLine < 0 ? sql.length() : newLine;
  }

  /** Where the line ends, or a backslash stands outside quotes. */
  private static int endOfArguments(String sql, int from) {
    char quote = 0;
    int position = from;
    while (position < sql.length() && sql.charAt(position) != '\n') {
      char c = sql.charAt(position);
      if (c == '\\' && quote == 0) {
        break;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
        quote = c;
      } else if (c == '\\' && quote == '\'' && !sql.startsWith("\n", position + 1)) {
        position++;
      }
      position++;
    }
    return Math.min(position, sql.length());
  }

  /** Whether the lines behind it are its data, up to one with nothing but {@code \.}. */
  boolean takesLinesOfScript() {
    return name.equals("\\copy") && FROM_SCRIPT.matcher(arguments).find();
  }

  /**
   * The file that it includes, as it is written; empty when it includes none, or when the text does
   * not tell which, because of a variable or a command in its name.
   */
  public Optional<String> includes() {
    if (!INCLUDE.contains(name) && !INCLUDE_RELATIVE.contains(name)) {
      return Optional.empty();
    }
    Matcher file = FILE.matcher(arguments);
    if (!file.lookingAt()) {
      return Optional.empty();
    }
    return Optional.of(file.group(1) == null ? file.group(2) : file.group(1).replace("''", "'"));
  }

  /** Whether the file that it includes is sought beside the one that it stands in. */
  public boolean includesRelative() {
    return INCLUDE_RELATIVE.contains(name);
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
