package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/** What formats that number files in one directory have in common. */
final class NumberedFiles {
  /** A bigint, which is what their histories store, holds no more bits. */
  private static final int VERSION_BITS = 63;

  static final Pattern LIQUIBASE =
      Pattern.compile(
          "\\A(?:\\xEF\\xBB\\xBF)?\\s*--\\s*liquibase\\s*formatted", Pattern.CASE_INSENSITIVE);

  static final Pattern DBMATE = Pattern.compile("(?m)^--\\s*migrate:up(?:\\s|$)");

  static final Pattern GOOSE =
      Pattern.compile("(?m)^--\\s*\\+goose\\s+up\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBERED = Pattern.compile("\\d+.*\\.sql");

  private NumberedFiles() {}

  /** The SQL files in the directory itself whose names begin with a digit. */
  static List<String> of(ScriptFiles files) {
    return files.top().stream().filter(file -> NUMBERED.matcher(file).matches()).toList();
  }

  /** The SQL files in the directory itself. */
  static List<String> sql(ScriptFiles files) {
    return files.top().stream().filter(file -> file.endsWith(".sql")).toList();
  }

  /** Whether one of the numbered files begins with a mark. */
  static boolean marked(ScriptFiles files, Pattern mark) {
    return of(files).stream().anyMatch(file -> files.headHas(file, mark));
  }

  /** Whether a version can be stored; a problem when it cannot. */
  static boolean fits(String version, String shown, Remarks remarks) {
    if (new BigInteger(version).bitLength() <= VERSION_BITS) {
      return true;
    }
    remarks.problem(shown, 0, "version " + version, "a version of at most " + Long.MAX_VALUE, null);
    return false;
  }
}
