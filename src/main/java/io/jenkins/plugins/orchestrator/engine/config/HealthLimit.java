package io.jenkins.plugins.orchestrator.engine.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a health check looks at, in which unit, and from where on it is bad unless the configuration
 * says otherwise. The names are stable: they are keys of the configuration and parts of metrics.
 */
public enum HealthLimit {
  CONNECTIONS(Unit.PERCENT, 80, 90, "Client connections of those that the server allows"),
  LONG_TRANSACTION(Unit.SECONDS, 900, 3600, "Age of the oldest transaction of a client"),
  IDLE_IN_TRANSACTION(
      Unit.SECONDS, 120, 900, "How long a client has left its transaction open and idle"),
  LOCK_WAIT(Unit.SECONDS, 5, 60, "How long a session has waited for a lock"),
  REPLICATION_LAG(Unit.SECONDS, 30, 300, "How far a standby lies behind"),
  SLOT_RETAINED(Unit.GIB, 1, 10, "WAL that a replication slot keeps"),
  SLOT_STATE(Unit.COUNT, 1, 2, "Replication slots: 1 for an inactive one, 2 for a lost one"),
  WRAPAROUND(Unit.PERCENT, 40, 70, "Transaction and multixact ids used of 2^31, oldest database"),
  FREEZE_AGE(
      Unit.PERCENT, 125, 250, "Age of the oldest transaction id of autovacuum_freeze_max_age"),
  INVALID_INDEXES(Unit.COUNT, 1, null, "Invalid indexes that nobody is building"),
  BLOAT(Unit.PERCENT, 40, 70, "Dead and free space of a table of 10 MiB or more"),
  UNUSED_INDEXES(Unit.COUNT, null, null, "Indexes that no query has used for a week or more"),
  DUPLICATE_INDEXES(Unit.COUNT, null, null, "Indexes that are the same as another"),
  MISSING_INDEXES(Unit.COUNT, null, null, "Foreign keys of tables of 1 MiB or more without index"),
  SEQUENTIAL_SCANS(
      Unit.COUNT, null, null, "Tables that are often read as a whole, 10000 rows a time"),
  ARCHIVER(Unit.SECONDS, 60, 900, "How long archiving WAL has failed"),
  PREPARED_TRANSACTIONS(Unit.SECONDS, 300, 3600, "Age of the oldest prepared transaction"),
  SEQUENCES(Unit.PERCENT, 75, 90, "Values used of a sequence, or of the column that it feeds"),
  UNVALIDATED_CONSTRAINTS(Unit.COUNT, 1, null, "Constraints that were never validated"),
  PENDING_RESTART(Unit.COUNT, 1, null, "Settings that wait for a restart"),
  CACHE_HIT(Unit.PERCENT, 95, 85, "Blocks found in the server's cache since the check before"),
  DEADLOCKS(Unit.PER_HOUR, 1, 30, "Deadlocks since the check before"),
  TEMP_FILES(Unit.GIB_PER_HOUR, 5, 50, "Temporary files since the check before"),
  REQUESTED_CHECKPOINTS(
      Unit.PERCENT, 50, null, "Checkpoints that WAL forced, of all since the check before"),
  SLOW_STATEMENTS(Unit.SECONDS, 1, null, "Lower bound of a statement's p95 since the check before"),
  DATABASE_SIZE(Unit.GIB, null, null, "Size of the database"),
  WAL_SIZE(Unit.GIB, null, null, "Size of the directory of the WAL"),
  DISK(Unit.PERCENT, 70, 85, "Used space of a file system"),
  INODES(Unit.PERCENT, 70, 85, "Used inodes of a file system"),
  MEMORY(Unit.PERCENT, 80, 95, "Used memory of the machine"),
  LOAD(Unit.RATIO, 1.5, 4, "Load of five minutes per processor");

  /** What a value counts. */
  public enum Unit {
    PERCENT("%"),
    SECONDS("s"),
    GIB("GiB"),
    COUNT(""),
    PER_HOUR("per hour"),
    GIB_PER_HOUR("GiB per hour"),
    RATIO("");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    /** For people, empty for a plain number. */
    public String text() {
      return text;
    }
  }

  private final Unit unit;
  private final @Nullable Double warning;
  private final @Nullable Double critical;
  private final String description;

  HealthLimit(Unit unit, @Nullable Number warning, @Nullable Number critical, String description) {
    this.unit = unit;
    this.warning = warning == null ? null : (Double) warning.doubleValue();
    this.critical = critical == null ? null : (Double) critical.doubleValue();
    this.description = description;
  }

  /** As in the configuration. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  public Unit unit() {
    return unit;
  }

  /** One clause for people, with a capital letter, without an end. */
  public String description() {
    return description;
  }

  /** What holds when the configuration says nothing. */
  public HealthSettings.Limit byDefault() {
    return new HealthSettings.Limit(warning, critical);
  }

  /** Whether a value is a grade, of which the worst counts, and not a number of objects. */
  public boolean isGrade() {
    return this == SLOT_STATE;
  }

  /** Whether small values are the bad ones. */
  public boolean isLowerWorse() {
    return this == CACHE_HIT;
  }

  /** Whether its limits are durations in the configuration. */
  boolean isTime() {
    return unit == Unit.SECONDS;
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(HealthLimit::key).toList();
  }

  /** The one with that key. */
  public static Optional<HealthLimit> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }
}
