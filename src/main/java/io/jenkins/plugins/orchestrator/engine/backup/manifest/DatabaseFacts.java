package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database that was backed up, and what a dump of it leaves out but a new one needs.
 *
 * @param name of the database
 * @param oid its OID
 * @param url without a password, for people
 * @param systemIdentifier of its cluster, null where the role may not read it
 * @param serverVersion such as {@code 17.2}
 * @param encoding such as {@code UTF8}
 * @param locale what {@code CREATE DATABASE} needs to sort as it does, by the option's name: {@code
 *     LC_COLLATE}, {@code LC_CTYPE}, {@code LOCALE_PROVIDER}, {@code ICU_LOCALE} …
 * @param owner the owning role
 * @param connectionLimit -1 for none
 * @param comment of the database, null for none
 * @param settings of {@code ALTER DATABASE … SET} and {@code ALTER ROLE … IN DATABASE … SET}, as
 *     SQL whose name of the database is the original's
 * @param grants as SQL, likewise
 * @param bytes of {@code pg_database_size}
 * @param snapshot of {@code pg_current_snapshot()} under which everything was read
 * @param position in the write-ahead log when the snapshot was taken, null where there is none
 * @param takenAt the server's clock then
 */
public record DatabaseFacts(
    String name,
    long oid,
    String url,
    @Nullable String systemIdentifier,
    String serverVersion,
    String encoding,
    Map<String, String> locale,
    String owner,
    int connectionLimit,
    @Nullable String comment,
    List<String> settings,
    List<String> grants,
    long bytes,
    String snapshot,
    @Nullable String position,
    Instant takenAt)
    implements Serializable {
  public DatabaseFacts {
    locale = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(locale));
    settings = List.copyOf(settings);
    grants = List.copyOf(grants);
  }

  /** Without parameters of the user's own, such as {@code app.token}: people keep secrets there. */
  public DatabaseFacts withoutOwnSettings() {
    return new DatabaseFacts(
        name,
        oid,
        url,
        systemIdentifier,
        serverVersion,
        encoding,
        locale,
        owner,
        connectionLimit,
        comment,
        settings.stream().filter(each -> !each.contains("\".\"")).toList(),
        grants,
        bytes,
        snapshot,
        position,
        takenAt);
  }
}
