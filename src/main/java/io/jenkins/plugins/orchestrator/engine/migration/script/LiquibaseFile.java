package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.Cutout.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The changesets of one file of formatted SQL. */
final class LiquibaseFile {
  private static final Pattern CHANGESET =
      Pattern.compile(
          "\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^:\"]+):(\"[^\"]+\"|\\S+)(.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ALMOST_CHANGESET =
      Pattern.compile("\\s*--?\\s*changeset\\b.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern ROLLBACK =
      Pattern.compile("(\\s*--\\s*rollback )(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ROLLBACK_BLOCK =
      Pattern.compile("\\s*/\\*\\s*liquibase\\s*rollback\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern BLOCK_END = Pattern.compile("(.*)\\*/\\s*");
  private static final Pattern IGNORE_LINES =
      Pattern.compile("--\\s*ignoreLines:(\\w+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PRECONDITION =
      Pattern.compile("\\s*--\\s*precondition\\S*.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROPERTY =
      Pattern.compile("\\s*--\\s*property\\s.*", Pattern.CASE_INSENSITIVE);

  private final String path;
  private final ScriptFile file;
  private final Remarks remarks;
  private final Versions versions;
  private final List<MigrationScript> scripts = new ArrayList<>();
  private @Nullable LiquibaseChangeset changeset;
  private boolean inRollbackBlock;
  private int toIgnore;

  /**
   * @param path relative to the directory of the migrations
   */
  LiquibaseFile(String path, ScriptFile file, Remarks remarks) {
    this.path = path;
    this.file = file;
    this.remarks = remarks;
    this.versions = new Versions(remarks);
  }

  List<MigrationScript> scripts() {
    for (Line line : Cutout.lines(file.text())) {
      line(line);
    }
    if (inRollbackBlock) {
      remarks.problem(file.shown(), 0, "no end of the last rollback", "*/ at its end", null);
    }
    end();
    return scripts;
  }

  private void line(Line line) {
    if (ignored(line)) {
      return;
    }
    String text = line.text();
    Matcher begin = CHANGESET.matcher(text);
    Matcher rollback = ROLLBACK.matcher(text);
    if (inRollbackBlock) {
      rollbackBlock(line);
    } else if (begin.matches()) {
      begin(line, unquoted(begin.group(1)), unquoted(begin.group(2)), begin.group(3));
    } else if (ALMOST_CHANGESET.matcher(text).matches()) {
      remarks.problem(
          file.shown(),
          line.number(),
          text.strip(),
          "--changeset author:id attribute:value …",
          null);
    } else if (PROPERTY.matcher(text).matches()) {
      remarks.warning(
          "placeholder",
          file.shown(),
          line.number(),
          "properties are not put in as Liquibase does",
          "use format: command to run Liquibase itself");
    } else if (changeset == null) {
      outside(line);
    } else if (rollback.matches()) {
      changeset.rollback(line, " ".repeat(rollback.group(1).length()) + rollback.group(2));
    } else if (ROLLBACK_BLOCK.matcher(text).matches()) {
      inRollbackBlock = true;
    } else {
      if (PRECONDITION.matcher(text).matches()) {
        remarks.warning(
            "precondition",
            file.shown(),
            line.number(),
            "preconditions are not evaluated: the changeset is applied whatever they say",
            null);
      }
      changeset.sql(line);
    }
  }

  /** Whether Liquibase was told to leave the line out. */
  private boolean ignored(Line line) {
    Matcher ignore = IGNORE_LINES.matcher(line.text());
    if (!ignore.matches()) {
      if (toIgnore > 0 && toIgnore < Integer.MAX_VALUE) {
        toIgnore--;
        return true;
      }
      return toIgnore == Integer.MAX_VALUE;
    }
    String what = ignore.group(1).toLowerCase(Locale.ROOT);
    if (what.equals("start")) {
      toIgnore = Integer.MAX_VALUE;
    } else if (what.equals("end")) {
      toIgnore = 0;
    } else if (what.matches("\\d{1,6}")) {
      toIgnore = Integer.parseInt(what);
    } else {
      remarks.problem(
          file.shown(), line.number(), line.text().strip(), "start, end or a number", null);
    }
    return true;
  }

  private void rollbackBlock(Line line) {
    Matcher end = BLOCK_END.matcher(line.text());
    String text = end.matches() ? end.group(1) : line.text();
    if (changeset != null) {
      changeset.rollback(line, text);
    }
    inRollbackBlock = !end.matches();
  }

  private void outside(Line line) {
    String text = line.text().strip();
    if (!text.isEmpty() && !text.startsWith("--")) {
      remarks.warning(
          "statement-ignored",
          file.shown(),
          line.number(),
          "Liquibase passes over what stands before the first changeset",
          "put --changeset author:id before it");
    }
  }

  private void begin(Line line, String author, String id, String attributes) {
    end();
    // Liquibase compares these exactly, and so does its history.
    String version = path + "::" + id + "::" + author;
    versions.take("changeset " + author + ":" + id, version, file.shown(), line.number());
    changeset =
        new LiquibaseChangeset(
            version, author + ":" + id, line.number(), attributes, file.shown(), remarks);
  }

  private void end() {
    if (changeset != null) {
      changeset.script().ifPresent(scripts::add);
    }
  }

  private static String unquoted(String text) {
    String stripped = text.strip();
    return stripped.length() > 1 && stripped.startsWith("\"") && stripped.endsWith("\"")
        ? stripped.substring(1, stripped.length() - 1)
        : stripped;
  }
}
