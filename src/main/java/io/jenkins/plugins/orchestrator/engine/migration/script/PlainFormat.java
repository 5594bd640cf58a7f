package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbered files of no engine: {@code 001_what.sql} and, if there is one, {@code
 * 001_what.down.sql}.
 */
final class PlainFormat implements MigrationFormat {
  private static final Pattern NAME =
      Pattern.compile("(\\d+(?:\\.\\d+)*)(?:[_\\-. ]*(.*?))?(\\.up|\\.down)?\\.sql");

  private static final Pattern OTHER_DOWN =
      Pattern.compile("(\\d.*)\\.(rollback|undo|revert|Down|DOWN)\\.sql");

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String example() {
    return "001_what.sql";
  }

  /** Only what no engine claims: a file with an engine's marks in it is not plain. */
  @Override
  public boolean recognises(ScriptFiles files) {
    List<String> numbered = NumberedFiles.of(files);
    return numbered.stream().anyMatch(file -> plain(file, files))
        && !NumberedFiles.marked(files, NumberedFiles.DBMATE)
        && !NumberedFiles.marked(files, NumberedFiles.GOOSE)
        && !NumberedFiles.marked(files, NumberedFiles.LIQUIBASE);
  }

  private static boolean plain(String file, ScriptFiles files) {
    Matcher name = NAME.matcher(file);
    if (!name.matches() || ".up".equals(name.group(3))) {
      return false;
    }
    return name.group(3) == null
        || !files.has(file.substring(0, file.length() - ".down.sql".length()) + ".up.sql");
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    Pairs pairs = new Pairs(files, VersionOrder.NUMERIC_PARTS);
    for (String file : NumberedFiles.sql(files)) {
      Matcher name = NAME.matcher(file);
      Matcher otherDown = OTHER_DOWN.matcher(file);
      if (otherDown.matches()) {
        files
            .remarks()
            .problem(
                files.shown(file),
                0,
                "." + otherDown.group(2) + ".sql",
                "001_what.sql or 001_what.down.sql",
                "did you mean " + otherDown.group(1) + ".down.sql?");
      } else if (name.matches()) {
        pairs.add(name.group(1), name.group(2), ".down".equals(name.group(3)), file);
      } else {
        files
            .remarks()
            .problem(
                files.shown(file),
                0,
                "a name without a number in front",
                "001_what.sql or 001_what.down.sql",
                "number it or move it out of the directory");
      }
    }
    return pairs.scripts(down -> down.replaceFirst("\\.down\\.sql$", ".sql"));
  }
}
