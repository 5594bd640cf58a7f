package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a backup found; a line of {@code verifications.jsonl} beside its manifest, which
 * is only ever appended to.
 *
 * @param manifest SHA-256 of the manifest's file that was looked at
 * @param at the wall clock at its end
 * @param run which looked
 * @param state what it shows the backup to be: {@link BackupState#HASHED} when hashes alone were
 *     compared
 * @param server version and place of the server that restored it, null when none did
 * @param restoreTime from the start of creating the database to the end of {@code ANALYZE}: the
 *     measured recovery time (RTO); null when it was not restored
 * @param compareTime of the comparison; null when nothing was compared
 * @param differences what is wrong, or kept a restored backup from being verified because it was
 *     not compared, for people; empty when nothing is
 */
public record Verification(
    String manifest,
    Instant at,
    String run,
    BackupState state,
    @Nullable String server,
    @Nullable Duration restoreTime,
    @Nullable Duration compareTime,
    List<String> differences)
    implements Serializable {
  public Verification {
    differences = List.copyOf(differences);
  }
}
