package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.Source;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import io.jenkins.plugins.orchestrator.engine.migration.script.Checksums;
import io.jenkins.plugins.orchestrator.engine.migration.script.FlywayBaseline;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.VersionOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds, for each script of a directory, what the histories say of it. */
final class Reconciliation {
  /** The characters of a description that Flyway stores. */
  private static final int FLYWAY_DESCRIPTION = 200;

  private final String format;
  private final VersionOrder order;
  private final Map<MigrationScript, List<AppliedMigration>> records = new HashMap<>();
  private final List<AppliedMigration> upTo = new ArrayList<>();
  private final List<AppliedMigration> unmatched;

  Reconciliation(MigrationDirectory directory, AppliedMigrations applied) {
    this.format = directory.format();
    this.order = VersionOrder.of(format);
    Map<String, List<AppliedMigration>> free = new HashMap<>();
    for (AppliedMigration migration : applied.migrations()) {
      if (migration.state() == State.UP_TO) {
        upTo.add(migration);
      } else {
        free.computeIfAbsent(key(migration), key -> new ArrayList<>()).add(migration);
      }
    }
    for (MigrationScript script : directory.scripts()) {
      List<AppliedMigration> found = new ArrayList<>();
      take(script, free.get(engineKey(script))).ifPresent(found::add);
      take(script, free.get(ledgerKey(format, script.version(), script.name())))
          .ifPresent(found::add);
      records.put(script, found);
    }
    // A list, as sqitch may store a change twice in equal rows.
    List<AppliedMigration> left = new ArrayList<>();
    free.values().forEach(left::addAll);
    unmatched =
        applied.migrations().stream()
            .filter(left::remove)
            .filter(row -> ofTheDirectory(row, directory))
            .toList();
  }

  /** Whether a history says that a script was applied. */
  boolean applied(MigrationScript script) {
    return of(script).stream().anyMatch(record -> record.state() != State.DIRTY);
  }

  /** Whether a script was begun and, by no history, ended well. */
  boolean dirty(MigrationScript script) {
    return !of(script).isEmpty() && !applied(script);
  }

  /** Whether a baseline, or golang-migrate's one row, covers a script. */
  boolean covered(MigrationScript script) {
    return upTo.stream().anyMatch(row -> comparable(script, row) && compare(script, row) <= 0);
  }

  /** Whether a script was changed since it was applied, as far as a history can tell. */
  boolean edited(MigrationScript script) {
    return of(script).stream()
        .filter(record -> record.state() == State.APPLIED)
        .anyMatch(record -> !sameText(script, record));
  }

  /** Whether a script is older than a version that a history knows, by the versions alone. */
  boolean olderThan(MigrationScript script, AppliedMigration row) {
    return comparable(script, row) && compare(script, row) < 0;
  }

  /** What the histories know and the directory has no script for. */
  List<AppliedMigration> unmatched() {
    return unmatched;
  }

  private List<AppliedMigration> of(MigrationScript script) {
    return records.getOrDefault(script, List.of());
  }

  private boolean sameText(MigrationScript script, AppliedMigration record) {
    String stored = record.checksum();
    if (stored == null) {
      return true;
    }
    return record.source() == Source.LEDGER
        ? stored.equals(script.checksum())
        : Checksums.same(format, script, stored);
  }

  private boolean comparable(MigrationScript script, AppliedMigration row) {
    return order.accepts(script.version()) && order.accepts(row.version());
  }

  private int compare(MigrationScript script, AppliedMigration row) {
    return order.compare(script.version(), row.version());
  }

  /** sqitch writes several projects into one table; those of others are nobody's business. */
  private boolean ofTheDirectory(AppliedMigration row, MigrationDirectory directory) {
    if (!format.equals("sqitch")) {
      return true;
    }
    Set<String> projects =
        directory.scripts().stream()
            .map(script -> project(script.version()))
            .collect(Collectors.toSet());
    return projects.contains(project(row.version()));
  }

  private static String project(String version) {
    return version.substring(0, Math.max(0, version.indexOf(':')));
  }

  /**
   * The first record with a script's key; of Liquibase, that of its file. Each is taken once:
   * sqitch stores a reworked change several times under one name, oldest first.
   */
  private Optional<AppliedMigration> take(
      MigrationScript script, @Nullable List<AppliedMigration> free) {
    if (free == null) {
      return Optional.empty();
    }
    Optional<AppliedMigration> taken =
        free.stream()
            .filter(row -> !format.equals("liquibase") || sameFile(row.version(), script.version()))
            .findFirst();
    taken.ifPresent(free::remove);
    return taken;
  }

  /** Liquibase stores the path that it was called with, so either may begin further up. */
  private static boolean sameFile(String stored, String version) {
    String a = "/" + file(stored).replaceFirst("^classpath:", "").replaceFirst("^[./]+", "");
    String b = "/" + file(version);
    return a.endsWith(b) || b.endsWith(a);
  }

  private static String file(String version) {
    return version.substring(0, Math.max(0, version.indexOf("::")));
  }

  private String key(AppliedMigration migration) {
    return migration.source() == Source.LEDGER
        ? ledgerKey(format, migration.version(), migration.name())
        : engineKey(migration.version(), migration.name());
  }

  private String engineKey(MigrationScript script) {
    return FlywayBaseline.is(format, script.name())
        ? "baseline " + script.version()
        : engineKey(script.version(), script.description());
  }

  private String engineKey(String version, String description) {
    if (version.isEmpty()) {
      return "repeatable " + asFlywayStores(description);
    }
    String text =
        switch (format) {
          case "sqitch" -> version.replaceFirst("@.*$", "");
          case "liquibase" -> version.substring(Math.max(0, version.indexOf("::")));
          default -> order.accepts(version) ? order.key(version) : version;
        };
    return "version " + text;
  }

  private static String asFlywayStores(String description) {
    if (description.isEmpty()) {
      return "<< no description >>";
    }
    return description.length() <= FLYWAY_DESCRIPTION
        ? description
        : description.substring(0, FLYWAY_DESCRIPTION - 3) + "...";
  }

  /** By which all of the ledger's rows of one script are known. */
  static String ledgerKey(String format, String version, String script) {
    if (version.isEmpty()) {
      return "ledger " + script.substring(script.lastIndexOf('/') + 1);
    }
    return (FlywayBaseline.is(format, script) ? "ledger baseline " : "ledger version ") + version;
  }
}
