package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Prisma: {@code 20240131120000_what/migration.sql}. Prisma itself has no way down; a {@code
 * down.sql} beside it, as its documentation proposes for {@code migrate diff}, is taken for one.
 */
final class PrismaFormat implements MigrationFormat {
  @Override
  public String name() {
    return "prisma";
  }

  @Override
  public String example() {
    return "20240131120000_what/migration.sql";
  }

  @Override
  public boolean recognises(ScriptFiles files) {
    return files.has("migration_lock.toml")
        || files.directories().stream()
            .anyMatch(directory -> files.has(directory + "/migration.sql"));
  }

  @Override
  public List<MigrationScript> read(ScriptFiles files) {
    List<MigrationScript> scripts = new ArrayList<>();
    for (String directory : files.directories()) {
      if (!files.has(directory + "/migration.sql")) {
        files
            .remarks()
            .problem(
                files.shown(directory),
                0,
                "no migration.sql",
                "migration.sql in every directory",
                "Prisma stops with P3015: remove the directory or restore the file");
        continue;
      }
      ScriptFile up = files.read(directory + "/migration.sql");
      String down = directory + "/down.sql";
      if (up != null) {
        // The directory's whole name is what the history stores.
        scripts.add(
            new MigrationScript(
                directory,
                directory.replaceFirst("^\\d+_", "").replace('_', ' '),
                up.whole(),
                files.has(down) ? files.readWhole(down, TransactionMode.AUTO) : null,
                up.sha256(),
                false));
      }
    }
    return scripts;
  }
}
