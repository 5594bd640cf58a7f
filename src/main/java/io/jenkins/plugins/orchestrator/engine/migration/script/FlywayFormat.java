package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Flyway: {@code V1_2__what.sql}, its way back {@code U1_2__what.sql}, {@code R__what.sql} again
 * whenever it changes, {@code B5__what.sql} in place of everything up to version 5 in an empty
 * database; in subdirectories too.
 */
final class FlywayFormat implements MigrationFormat {
  private static final Pattern SQL = Pattern.compile(".*\\.sql", Pattern.CASE_INSENSITIVE);

  /** Prefix, version or nothing, description or nothing. */
  private static final Pattern NAME =
      Pattern.compile("([VUBR])((?:\\d+(?:[._]\\d+)*)?)(?:__(.*))?\\.(?i:sql)");

  /** Not a name of Flyway's, and yet somebody may have meant one. */
  private static final Pattern ALMOST =
      Pattern.compile("([VUBRvubr])([_\\d][\\d._]*)(?:[_\\-. ]*([^_\\-. \\d].*))?\\.(?i:sql)");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}\\s]+}");

  @Override
  public String name() {
    return "flyway";
  }

  @Override
  public String example() {
    return "V1_2__what.sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.all().stream()
        .map(FlywayFormat::base)
        .anyMatch(name -> NAME.matcher(name).matches() && name.contains("__"));
  }

  private record Name(char prefix, String version, String description, String file) {
    boolean repeatable() {
      return prefix == 'R';
    }

    boolean valid() {
      return repeatable() == version.isEmpty();
    }
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<Name> names = new ArrayList<>();
    Map<String, Name> undos = new HashMap<>();
    Versions versions = new Versions(files.remarks());
    for (String file : files.all()) {
      if (!SQL.matcher(file).matches()) {
        continue;
      }
      Matcher matcher = NAME.matcher(base(file));
      Name name = matcher.matches() ? name(matcher, file) : null;
      if (name == null || !name.valid()) {
        otherFile(files, file);
      } else if (taken(versions, name, files)) {
        if (name.prefix == 'U') {
          undos.put(VersionOrder.NUMERIC_PARTS.key(name.version), name);
        } else {
          names.add(name);
        }
      } else {
        // Only for what is wrong in it: all mistakes are reported at once.
        files.read(file);
      }
    }
    names.sort(ORDER);
    List<MigrationScript> scripts = new ArrayList<>();
    for (Name name : names) {
      Name undo =
          name.prefix == 'V' ? undos.remove(VersionOrder.NUMERIC_PARTS.key(name.version)) : null;
      ScriptText up = text(files, name.file);
      ScriptText down = undo == null ? null : text(files, undo.file);
      if (up != null) {
        String checksum = Integer.toString(FlywayChecksum.of(up.sql()));
        scripts.add(
            new MigrationScript(
                name.version, name.description, up, down, checksum, name.repeatable()));
      }
    }
    for (Name undo : undos.values()) {
      files
          .remarks()
          .problem(
              files.shown(undo.file),
              0,
              "a way down of version " + undo.version,
              "a migration of that version: V" + base(undo.file).substring(1),
              null);
    }
    return scripts;
  }

  /** Versions first, by number; a baseline before the migration of its version. */
  private static final Comparator<Name> ORDER =
      Comparator.comparing(Name::repeatable)
          .thenComparing(
              (left, right) ->
                  left.repeatable() || right.repeatable()
                      ? 0
                      : VersionOrder.NUMERIC_PARTS.compare(left.version, right.version))
          .thenComparing(Name::prefix)
          .thenComparing(Name::description);

  private static Name name(Matcher matcher, String file) {
    return new Name(
        matcher.group(1).charAt(0),
        matcher.group(2).replace('_', '.'),
        matcher.group(3) == null ? "" : matcher.group(3).replace('_', ' '),
        file);
  }

  private static boolean taken(Versions versions, Name name, ScriptFiles files) {
    String shown = files.shown(name.file);
    return name.repeatable()
        ? versions.take("description " + name.description, "R" + name.description, shown, 0)
        : versions.take(
            "version " + name.version,
            name.prefix + VersionOrder.NUMERIC_PARTS.key(name.version),
            shown,
            0);
  }

  /** Flyway passes over all of these in silence, also over those that are slips. */
  private static void otherFile(ScriptFiles files, String file) {
    Matcher almost = ALMOST.matcher(base(file));
    if (!almost.matches()) {
      files
          .remarks()
          .ignored(
              files.shown(file),
              "its name has no prefix of Flyway's; callbacks are not called here",
              null);
      return;
    }
    String prefix = almost.group(1).toUpperCase(Locale.ROOT);
    String version = almost.group(2).replaceAll("^[._]+|[._]+$", "");
    String description = almost.group(3) == null ? "description" : almost.group(3);
    String meant = (prefix.equals("R") ? "R" : prefix + version) + "__" + description + ".sql";
    boolean helps = NAME.matcher(meant).matches() && (prefix.equals("R") || !version.isEmpty());
    files
        .remarks()
        .problem(
            files.shown(file),
            0,
            "a name that Flyway passes over in silence",
            "V1_2__what.sql, U1_2__what.sql, B1_2__what.sql or R__what.sql",
            helps ? "did you mean " + meant + "?" : null);
  }

  private static @Nullable ScriptText text(ScriptFiles files, String file) {
    TransactionMode transaction = TransactionMode.AUTO;
    if (files.has(file + ".conf")) {
      ScriptFile conf = files.read(file + ".conf");
      transaction = conf == null ? TransactionMode.AUTO : transaction(conf, files.remarks());
    }
    ScriptText text = files.readWhole(file, transaction);
    if (text != null) {
      Matcher placeholder = PLACEHOLDER.matcher(text.sql());
      if (placeholder.find()) {
        files
            .remarks()
            .warning(
                "placeholder",
                text.file(),
                Utf8.line(text.sql(), placeholder.start()),
                placeholder.group()
                    + " reaches the server as it stands: placeholders of Flyway"
                    + " are not replaced",
                "use format: command to run Flyway itself");
      }
    }
    return text;
  }

  private static TransactionMode transaction(ScriptFile conf, Remarks remarks) {
    TransactionMode transaction = TransactionMode.AUTO;
    for (Map.Entry<String, String> setting : conf.settings().entrySet()) {
      String value = setting.getValue();
      switch (setting.getKey()) {
        case "executeInTransaction" -> {
          if (value.equalsIgnoreCase("false")) {
            transaction = TransactionMode.NONE;
          } else if (!value.equalsIgnoreCase("true")) {
            remarks.problem(
                conf.shown(), 0, "executeInTransaction=" + value, "true or false", null);
          }
        }
        case "encoding" -> {
          if (!value.equalsIgnoreCase("UTF-8") && !value.equalsIgnoreCase("UTF8")) {
            remarks.problem(conf.shown(), 0, "encoding=" + value, "UTF-8", "save it as UTF-8");
          }
        }
        default ->
            remarks.warning(
                "setting-ignored",
                conf.shown(),
                0,
                conf.shown() + ": " + setting.getKey() + " is not heeded",
                null);
      }
    }
    return transaction;
  }

  private static String base(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
