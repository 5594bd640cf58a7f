package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a backup when it is written; {@code manifest.json} in its directory.
 * It is written last and never changed: what is found out later stands in {@link Verification}s,
 * which name it by its hash.
 *
 * @param form {@link #FORM} of the writer
 * @param id the backup's name and its directory's
 * @param environment whose it is; of a folder, its name in the configuration
 * @param purpose the user's words, may be empty
 * @param run which made it
 * @param startedAt the wall clock when it began
 * @param duration until everything but the manifest was written and synced
 * @param tool name and version of the writer
 * @param archive how the contents lie in the files
 * @param database of a database, else null
 * @param contents of a database, else null
 * @param folder of a folder of files: its path as configured, else null
 * @param files all but the manifest itself and verifications, by path
 * @param previous SHA-256 of the manifest of the source's backup before this one in the same store,
 *     null for the first
 * @param restore the exact commands that restore it without this program
 */
public record Manifest(
    int form,
    BackupId id,
    String environment,
    String purpose,
    RunId run,
    Instant startedAt,
    Duration duration,
    String tool,
    ArchiveFacts archive,
    @Nullable DatabaseFacts database,
    @Nullable DatabaseContents contents,
    @Nullable String folder,
    List<BackupFile> files,
    @Nullable String previous,
    List<String> restore)
    implements Serializable {
  /** Rises when a reader of the former form would misread a manifest. */
  public static final int FORM = 1;

  public Manifest {
    if ((database == null) == (folder == null)) {
      throw new IllegalArgumentException("a backup is of a database or of a folder");
    }
    files = List.copyOf(files);
    restore = List.copyOf(restore);
  }

  /**
   * What was backed up: the database of a cluster, which a standby shares with its primary and
   * which moves with neither address nor role; where the cluster is not known, of an address. Or a
   * folder. Two configurations may both call an environment {@code production}, and one may be
   * given another database: backups of the one say nothing about the other.
   */
  public String source() {
    if (database == null) {
      return "folder " + folder;
    }
    String cluster = database.systemIdentifier();
    return "database " + (cluster == null ? database.url() : cluster) + " " + database.name();
  }

  /** The size of all files. */
  public long bytes() {
    return files.stream().mapToLong(BackupFile::bytes).sum();
  }
}
