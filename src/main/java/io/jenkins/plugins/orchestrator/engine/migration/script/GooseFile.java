package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.Cutout.Line;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of goose's. The annotations are comments of SQL and stay; only where a statement between
 * {@code StatementBegin} and {@code StatementEnd} has no semicolon, one is put in.
 */
final class GooseFile {
  private static final Pattern ANNOTATION = Pattern.compile("(\\s*)--.*\\+goose\\b\\s*(.*?)\\s*");

  private final ScriptFile file;
  private final Remarks remarks;
  private final Cutout up = new Cutout();
  private final Cutout down = new Cutout();
  private TransactionMode transaction = TransactionMode.AUTO;
  private @Nullable Cutout current;
  private boolean inStatement;
  private String lastCode = "";
  private boolean right = true;

  GooseFile(ScriptFile file, Remarks remarks) {
    this.file = file;
    this.remarks = remarks;
  }

  /** The migration; empty when something is wrong, which the remarks then say. */
  Optional<MigrationScript> script(String version, String description) {
    for (Line line : Cutout.lines(file.text())) {
      Matcher annotation = ANNOTATION.matcher(line.text());
      if (annotation.matches()) {
        annotation(line, annotation.group(1), annotation.group(2));
      } else {
        code(line);
      }
    }
    if (inStatement) {
      wrong(0, "no end of the last statement", "-- +goose StatementEnd");
    }
    if (current == null && right) {
      wrong(0, "no -- +goose Up", "-- +goose Up before the statements");
    }
    if (!right) {
      return Optional.empty();
    }
    return Optional.of(
        new MigrationScript(
            version,
            description,
            up.script(file.shown(), 1, transaction),
            withoutComments(down).isBlank() ? null : down.script(file.shown(), 1, transaction),
            file.sha256(),
            false));
  }

  private static String withoutComments(Cutout section) {
    return section.text().replaceAll("(?m)^\\s*--.*$", "");
  }

  private void annotation(Line line, String indent, String what) {
    if (!indent.isEmpty()) {
      wrong(line.number(), "white space before " + line.text().strip(), "the line without it");
    }
    switch (what.toUpperCase(Locale.ROOT)) {
      case "UP" -> {
        if (current != null) {
          wrong(line.number(), "a second -- +goose Up", "one");
        }
        current = up;
      }
      case "DOWN" -> {
        if (current != up || inStatement) {
          wrong(line.number(), "-- +goose Down", "the end of -- +goose Up before it");
        }
        current = down;
      }
      case "STATEMENTBEGIN" -> {
        if (current == null || inStatement) {
          wrong(line.number(), "-- +goose StatementBegin", "it after Up or Down, not nested");
        }
        inStatement = true;
        lastCode = "";
      }
      case "STATEMENTEND" -> statementEnd(line);
      case "NO TRANSACTION" -> transaction = TransactionMode.NONE;
      case "ENVSUB ON" ->
          remarks.warning(
              "placeholder",
              file.shown(),
              line.number(),
              "variables of the environment are not put in as goose does after ENVSUB ON",
              "use format: command to run goose itself");
      case "ENVSUB OFF" -> {
        // Nothing was put in before it either.
      }
      default ->
          wrong(
              line.number(),
              "-- +goose " + what,
              "Up, Down, StatementBegin, StatementEnd, NO TRANSACTION, ENVSUB ON or ENVSUB OFF");
    }
  }

  private void statementEnd(Line line) {
    if (!inStatement) {
      wrong(line.number(), "-- +goose StatementEnd", "-- +goose StatementBegin before it");
    } else if (current != null && !lastCode.isEmpty() && !lastCode.endsWith(";")) {
      current.keep(line, ";");
    }
    inStatement = false;
  }

  private void code(Line line) {
    String text = line.text().strip();
    boolean comment = text.isEmpty() || text.startsWith("--");
    if (current != null) {
      current.keep(line);
    } else if (!comment && right) {
      wrong(line.number(), "a statement", "-- +goose Up before it");
    }
    if (!comment) {
      lastCode = text;
    }
  }

  private void wrong(int line, String found, String expected) {
    remarks.problem(file.shown(), line, found, expected, null);
    right = false;
  }
}
