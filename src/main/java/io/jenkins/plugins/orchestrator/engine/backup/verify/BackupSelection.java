package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which backups of a folder are looked at.
 *
 * @param lastOnly the last one of each environment and database alone
 * @param notVerifiedFor only those whose last successful verification is so long ago, or that never
 *     had one; null for all
 */
public record BackupSelection(boolean lastOnly, @Nullable Duration notVerifiedFor)
    implements Serializable {
  /** All of them. */
  public static BackupSelection all() {
    return new BackupSelection(false, null);
  }

  /** The last one of each environment and database. */
  public static BackupSelection last() {
    return new BackupSelection(true, null);
  }

  /**
   * Those that are chosen, the oldest first.
   *
   * @param backups the oldest first
   */
  List<StoredBackup> of(List<StoredBackup> backups, Instant now) {
    List<StoredBackup> chosen = new ArrayList<>(backups);
    if (lastOnly) {
      Map<String, StoredBackup> last = new LinkedHashMap<>();
      backups.forEach(
          each -> last.put(each.manifest().environment() + '\0' + each.manifest().source(), each));
      chosen.retainAll(last.values());
    }
    Duration limit = notVerifiedFor;
    if (limit != null) {
      chosen.removeIf(
          each ->
              each.lastVerified()
                  .filter(verification -> verification.at().isAfter(now.minus(limit)))
                  .isPresent());
    }
    return List.copyOf(chosen);
  }
}
