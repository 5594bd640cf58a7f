package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in one table, itself without its partitions and children.
 *
 * @param schema its schema
 * @param name its name
 * @param rows exactly
 * @param checksum of every row, whatever their order; null when none was asked for
 * @param generated columns that are computed and not in the archive: they are left out of the
 *     checksum
 */
public record TableContents(
    String schema, String name, long rows, @Nullable String checksum, List<String> generated)
    implements Serializable {
  public TableContents {
    generated = List.copyOf(generated);
  }
}
