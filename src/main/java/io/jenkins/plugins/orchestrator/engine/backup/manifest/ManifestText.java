package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** {@code manifest.txt}: what a backup is and how to restore it, for people. */
public final class ManifestText {
  /** The file's name. */
  public static final String NAME = "manifest.txt";

  /** The rest stands in the manifest itself. */
  private static final int MOST_TABLES = 200;

  private static final int MEGA = 1_000_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private ManifestText() {}

  /** The whole text. */
  public static String of(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    text.append("Backup ").append(manifest.id()).append("\n\n");
    line(text, "environment", manifest.environment());
    if (!manifest.purpose().isBlank()) {
      line(text, "purpose", manifest.purpose());
    }
    line(text, "started", TIME.format(manifest.startedAt()));
    line(text, "took", HumanDuration.of(manifest.duration()));
    line(text, "size", size(manifest.bytes()) + " in " + manifest.files().size() + " files");
    line(text, "archive", archive(manifest.archive()));
    line(text, "written by", manifest.tool() + " with " + manifest.archive().client());
    String folder = manifest.folder();
    if (folder != null) {
      line(text, "folder", folder);
    }
    database(text, manifest);
    text.append(
        """

        A backup counts when it was restored and compared: see verifications.jsonl.

        Is it whole? In this directory:

          sha256sum --check SHA256SUMS

        Restore it without this program, in this directory (PGHOST, PGPORT and PGUSER say where):

        """);
    // A command that holds a line break of a name must be copied as it is: it is not escaped.
    manifest.restore().forEach(command -> text.append("  ").append(command).append('\n'));
    return text.toString();
  }

  private static void database(StringBuilder text, Manifest manifest) {
    DatabaseFacts database = manifest.database();
    DatabaseContents contents = manifest.contents();
    if (database == null || contents == null) {
      return;
    }
    line(text, "database", database.name() + " at " + database.url());
    line(text, "server", "PostgreSQL " + database.serverVersion() + ", " + size(database.bytes()));
    line(text, "snapshot", database.snapshot() + " at " + TIME.format(database.takenAt()));
    List<TableContents> tables = contents.tables();
    long rows = tables.stream().mapToLong(TableContents::rows).sum();
    line(text, "contents", String.format(Locale.ROOT, "%d tables, %d rows", tables.size(), rows));
    if (contents.largeObjects().count() > 0) {
      line(text, "large objects", Long.toString(contents.largeObjects().count()));
    }
    text.append('\n');
    tables.stream()
        .sorted(java.util.Comparator.comparingLong(TableContents::rows).reversed())
        .limit(MOST_TABLES)
        .forEach(
            table ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  %14d  %s%n",
                        table.rows(),
                        visible(table.schema() + "." + table.name()))));
    if (tables.size() > MOST_TABLES) {
      text.append("  and ").append(tables.size() - MOST_TABLES).append(" more tables\n");
    }
    contents
        .notCompared()
        .forEach(each -> text.append("  not compared: ").append(visible(each)).append('\n'));
  }

  private static String archive(ArchiveFacts archive) {
    String compression =
        archive.compression().equals("none")
            ? "not compressed"
            : archive.compression() + " level " + archive.level();
    String encryption =
        archive.encryption() == null ? "" : ", encrypted with " + archive.encryption();
    return archive.path() + " (" + archive.format() + ", " + compression + encryption + ")";
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-14s %s%n", name, visible(value)));
  }

  /** Names may hold line breaks and what moves a terminal's cursor. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                visible.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }

  private static String size(long bytes) {
    return bytes < MEGA
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f MB", (double) bytes / MEGA);
  }
}
