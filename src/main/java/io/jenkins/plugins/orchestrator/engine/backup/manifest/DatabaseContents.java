package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was in the database under the dump's own snapshot: the yardstick of every restore.
 *
 * @param tables all with data in the archive, by schema and name
 * @param sequences by schema and name
 * @param largeObjects the large objects
 * @param extensions version by name
 * @param fingerprint of the schema; SHA-256 in hexadecimal
 * @param fingerprintFile where the whole fingerprint lies, relative to the backup's directory
 * @param invalid indexes and constraints that were not valid, as {@code schema.name}
 * @param notCompared what no comparison covers and why, such as {@code mart.team_epa: a
 *     materialized view}
 */
public record DatabaseContents(
    List<TableContents> tables,
    List<SequenceValue> sequences,
    LargeObjects largeObjects,
    Map<String, String> extensions,
    @Nullable String fingerprint,
    @Nullable String fingerprintFile,
    List<String> invalid,
    List<String> notCompared)
    implements Serializable {
  public DatabaseContents {
    tables = List.copyOf(tables);
    sequences = List.copyOf(sequences);
    extensions = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(extensions));
    invalid = List.copyOf(invalid);
    notCompared = List.copyOf(notCompared);
  }

  /** The same with the values that the archive has. */
  public DatabaseContents withSequences(List<SequenceValue> values) {
    return new DatabaseContents(
        tables,
        values,
        largeObjects,
        extensions,
        fingerprint,
        fingerprintFile,
        invalid,
        notCompared);
  }
}
