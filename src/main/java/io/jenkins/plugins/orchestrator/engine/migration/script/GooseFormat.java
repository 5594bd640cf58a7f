package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** goose: {@code 00001_what.sql} with {@code -- +goose Up} and {@code -- +goose Down}. */
final class GooseFormat implements MigrationFormat {
  private static final Pattern NAME = Pattern.compile("(\\d+)_(.*)\\.sql");
  private static final Pattern GO = Pattern.compile("\\d+_.*(?<!_test)\\.go");

  @Override
  public String name() {
    return "goose";
  }

  @Override
  public String example() {
    return "00001_what.sql with -- +goose Up";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return NumberedFiles.marked(files, NumberedFiles.GOOSE);
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<MigrationScript> scripts = new ArrayList<>();
    Versions versions = new Versions(files.remarks());
    for (String file : files.top()) {
      String shown = files.shown(file);
      Matcher name = NAME.matcher(file);
      if (GO.matcher(file).matches()) {
        files
            .remarks()
            .ignored(
                shown,
                "it is a migration written in Go",
                "use format: command to run goose itself");
      } else if (name.matches()) {
        String version = name.group(1);
        if (new BigInteger(version).signum() == 0) {
          files.remarks().problem(shown, 0, "version 0", "a version from 1", null);
        } else if (NumberedFiles.fits(version, shown, files.remarks())) {
          versions.take("version " + version, VersionOrder.NUMBER.key(version), shown, 0);
        }
        ScriptFile read = files.read(file);
        if (read != null) {
          new GooseFile(read, files.remarks())
              .script(version, name.group(2).replace('_', ' '))
              .ifPresent(scripts::add);
        }
      } else if (file.endsWith(".sql")) {
        files
            .remarks()
            .ignored(shown, "goose takes names such as 00001_what.sql", "rename it or move it");
      }
    }
    scripts.sort(Comparator.comparing(MigrationScript::version, VersionOrder.NUMBER::compare));
    return scripts;
  }
}
