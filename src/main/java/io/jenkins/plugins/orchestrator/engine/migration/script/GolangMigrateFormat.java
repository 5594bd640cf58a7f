package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * golang-migrate and Mattermost's morph: {@code 000001_what.up.sql}, {@code 000001_what.down.sql}.
 */
final class GolangMigrateFormat implements MigrationFormat {
  private static final Pattern NAME = Pattern.compile("(\\d+)_(.*)\\.(up|down)\\.sql");
  private static final Pattern ALMOST =
      Pattern.compile("(\\d+)[_\\-. ]*(.*?)[_\\-. ]*(?i:(up|down))\\.(?i:sql)");

  @Override
  public String name() {
    return "golang-migrate";
  }

  @Override
  public String example() {
    return "000001_what.up.sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.top().stream()
        .anyMatch(file -> NAME.matcher(file).matches() && file.endsWith(".up.sql"));
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    Pairs pairs = new Pairs(files, VersionOrder.NUMBER);
    for (String file : NumberedFiles.sql(files)) {
      Matcher name = NAME.matcher(file);
      if (!name.matches()) {
        otherFile(files, file);
      } else if (NumberedFiles.fits(name.group(1), files.shown(file), files.remarks())) {
        pairs.add(name.group(1), name.group(2), name.group(3).equals("down"), file);
      }
    }
    return pairs.scripts(down -> down.replaceFirst("\\.down\\.sql$", ".up.sql"));
  }

  private static void otherFile(ScriptFiles files, String file) {
    Matcher almost = ALMOST.matcher(file);
    if (almost.matches()) {
      String meant =
          almost.group(1)
              + "_"
              + (almost.group(2).isEmpty() ? "what" : almost.group(2))
              + "."
              + almost.group(3).toLowerCase(Locale.ROOT)
              + ".sql";
      files
          .remarks()
          .problem(
              files.shown(file),
              0,
              "a name that golang-migrate passes over in silence",
              "000001_what.up.sql or 000001_what.down.sql",
              "did you mean " + meant + "?");
    } else {
      files
          .remarks()
          .ignored(
              files.shown(file),
              "golang-migrate takes names such as 000001_what.up.sql",
              "rename it or move it out of the directory");
    }
  }
}
