package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Liquibase's formatted SQL: files that begin with {@code --liquibase formatted sql} and hold
 * {@code --changeset author:id}. Files in the order of their paths, as {@code includeAll} takes
 * them. Versions are {@code path::id::author}, as Liquibase writes them.
 */
final class LiquibaseFormat implements MigrationFormat {
  private static final Pattern CHANGELOG =
      Pattern.compile("databaseChangeLog", Pattern.CASE_INSENSITIVE);

  @Override
  public String name() {
    return "liquibase";
  }

  @Override
  public String example() {
    return "what.sql with --liquibase formatted sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.all().stream()
        .anyMatch(file -> file.endsWith(".sql") && files.headHas(file, NumberedFiles.LIQUIBASE));
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<MigrationScript> scripts = new ArrayList<>();
    for (String file : files.all()) {
      if (file.endsWith(".sql")) {
        if (files.headHas(file, NumberedFiles.LIQUIBASE)) {
          ScriptFile read = files.read(file);
          if (read != null) {
            scripts.addAll(new LiquibaseFile(file, read, files.remarks()).scripts());
          }
        } else {
          files
              .remarks()
              .ignored(
                  files.shown(file),
                  "it does not begin with --liquibase formatted sql",
                  "give it that line and a --changeset, or move it");
        }
      } else if (file.matches(".*\\.(xml|ya?ml|json)") && files.headHas(file, CHANGELOG)) {
        files
            .remarks()
            .ignored(
                files.shown(file),
                "only formatted SQL is read, in the order of the paths",
                "where order or contents differ, use format: command to run Liquibase itself");
      }
    }
    return scripts;
  }
}
