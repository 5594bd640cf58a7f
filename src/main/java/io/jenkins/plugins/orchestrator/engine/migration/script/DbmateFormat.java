package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.Cutout.Line;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** dbmate: {@code 20240131120000_what.sql} with {@code -- migrate:up}, {@code -- migrate:down}. */
final class DbmateFormat implements MigrationFormat {
  private static final Pattern NAME = Pattern.compile("(\\d+)(.*)\\.sql");
  private static final Pattern DIRECTIVE =
      Pattern.compile("--\\s*migrate:(up|down)(?:\\s+(\\S.*))?\\s*");
  private static final Pattern ALMOST =
      Pattern.compile("\\s*--\\s*migrate\\s*:?\\s*(up|down)\\b.*", Pattern.CASE_INSENSITIVE);

  @Override
  public String name() {
    return "dbmate";
  }

  @Override
  public String example() {
    return "20240131120000_what.sql with -- migrate:up";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return NumberedFiles.marked(files, NumberedFiles.DBMATE);
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<MigrationScript> scripts = new ArrayList<>();
    Versions versions = new Versions(files.remarks());
    // Sorted by name already, which is dbmate's order.
    for (String file : NumberedFiles.sql(files)) {
      Matcher name = NAME.matcher(file);
      String shown = files.shown(file);
      if (!name.matches()) {
        files
            .remarks()
            .ignored(shown, "dbmate takes names that begin with a number", "move it elsewhere");
        continue;
      }
      versions.take("version " + name.group(1), name.group(1), shown, 0);
      ScriptFile read = files.read(file);
      if (read != null) {
        String description = name.group(2).replaceFirst("^[_\\-.]", "").replace('_', ' ');
        MigrationScript script =
            new Sections(read, files.remarks()).script(name.group(1), description);
        if (script != null) {
          scripts.add(script);
        }
      }
    }
    return scripts;
  }

  /** The parts of one file. */
  private static final class Sections {
    private final ScriptFile file;
    private final Remarks remarks;
    private final Cutout up = new Cutout();
    private final Cutout down = new Cutout();
    private TransactionMode upMode = TransactionMode.AUTO;
    private TransactionMode downMode = TransactionMode.AUTO;
    private @Nullable Cutout current;
    private boolean upSeen;
    private boolean downSeen;

    Sections(ScriptFile file, Remarks remarks) {
      this.file = file;
      this.remarks = remarks;
    }

    @Nullable MigrationScript script(String version, String description) {
      boolean right = true;
      for (Line line : Cutout.lines(file.text())) {
        right &= take(line);
      }
      if (!upSeen) {
        remarks.problem(
            file.shown(), 0, "no -- migrate:up", "-- migrate:up before the statements", null);
        return null;
      }
      if (!downSeen) {
        remarks.problem(
            file.shown(),
            0,
            "no -- migrate:down",
            "-- migrate:down, be it with nothing after it",
            "dbmate refuses a file without it");
        return null;
      }
      if (!right) {
        return null;
      }
      return new MigrationScript(
          version,
          description,
          up.script(file.shown(), 1, upMode),
          down.isBlank() ? null : down.script(file.shown(), 1, downMode),
          file.sha256(),
          false);
    }

    /** False when the line is wrong. */
    private boolean take(Line line) {
      Matcher directive = DIRECTIVE.matcher(line.text());
      if (directive.matches()) {
        boolean none = List.of(words(directive.group(2))).contains("transaction:false");
        return directive.group(1).equals("up") ? beginUp(none) : beginDown(line, none);
      }
      if (ALMOST.matcher(line.text()).matches()) {
        remarks.problem(
            file.shown(),
            line.number(),
            line.text().strip(),
            "-- migrate:up or -- migrate:down, at the beginning of the line",
            null);
        return false;
      }
      if (current != null) {
        current.keep(line);
        return true;
      }
      String text = line.text().strip();
      if (!text.isEmpty() && !text.startsWith("--")) {
        remarks.problem(
            file.shown(), line.number(), "a statement", "-- migrate:up before it", null);
        // Once is enough.
        current = new Cutout();
        return false;
      }
      return true;
    }

    private boolean beginUp(boolean none) {
      upSeen = true;
      current = up;
      upMode = none ? TransactionMode.NONE : upMode;
      return true;
    }

    private boolean beginDown(Line line, boolean none) {
      if (current != up) {
        remarks.problem(
            file.shown(), line.number(), "-- migrate:down", "-- migrate:up before it", null);
        return false;
      }
      downSeen = true;
      current = down;
      downMode = none ? TransactionMode.NONE : downMode;
      return true;
    }

    private static String[] words(@Nullable String options) {
      return options == null ? new String[0] : options.strip().split("\\s+");
    }
  }
}
