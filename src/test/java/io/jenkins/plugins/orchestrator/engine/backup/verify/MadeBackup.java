package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsReader;
import io.jenkins.plugins.orchestrator.engine.backup.contents.ReadContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.store.PartialBackup;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Backups of a quiet database by {@code pg_dump} itself. */
public final class MadeBackup {
  private MadeBackup() {}

  public static StoredBackup of(TestServer server, String database, Path store) throws Exception {
    return of(server, database, store, contents -> contents, Instant.now());
  }

  /**
   * Makes one.
   *
   * @param pretended changes what its manifest says was in the database
   */
  public static StoredBackup of(
      TestServer server,
      String database,
      Path store,
      UnaryOperator<DatabaseContents> pretended,
      Instant startedAt)
      throws Exception {
    ClientInstallation client =
        ClientTools.locate(System.getenv()).forServer(new ServerVersion(server.major() * 10_000));
    RunId run = RunId.random();
    BackupId id = BackupId.of(startedAt, "staging", run);
    try (PartialBackup partial = new BackupStore(store).begin(id)) {
      dump(client, server, database, partial.directory().resolve("data"));
      ReadContents read;
      DatabaseFacts facts;
      try (Connection session = server.connect(database)) {
        read = ContentsReader.readWithSchema(List.of(session), true, new Cancellation());
        facts = facts(session, server, database);
      }
      Files.write(partial.directory().resolve("schema.bin"), read.schema().toBytes());
      return partial.publish(
          manifest(
              id,
              run,
              startedAt,
              new ArchiveFacts(
                  "directory", "data", "gzip", 1, null, "pg_dump " + client.version(), 2),
              facts,
              pretended.apply(read.withFile("schema.bin")),
              null,
              files(partial.directory())));
    }
  }

  static Manifest manifest(
      BackupId id,
      RunId run,
      Instant startedAt,
      ArchiveFacts archive,
      @Nullable DatabaseFacts facts,
      @Nullable DatabaseContents contents,
      @Nullable String folder,
      List<BackupFile> files) {
    return new Manifest(
        Manifest.FORM,
        id,
        "staging",
        "",
        run,
        startedAt,
        Duration.ofSeconds(1),
        "test",
        archive,
        facts,
        contents,
        folder,
        files,
        null,
        List.of());
  }

  private static void dump(
      ClientInstallation client, TestServer server, String database, Path target) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            client.program("pg_dump").toString(),
            "--format=directory",
            "--compress=1",
            "--jobs=2",
            "--file=" + target);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                Integer.toString(server.port()),
                "PGUSER",
                "postgres",
                "PGDATABASE",
                database));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("pg_dump failed: " + said);
    }
  }

  private static DatabaseFacts facts(Connection session, TestServer server, String database)
      throws Exception {
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT datcollate, datctype, (SELECT system_identifier FROM pg_control_system()),"
                    + " pg_database_size(oid), oid, pg_encoding_to_char(encoding) FROM pg_database"
                    + " WHERE datname = current_database()")) {
      row.next();
      Map<String, String> locale = new LinkedHashMap<>();
      locale.put("LC_COLLATE", row.getString(1));
      locale.put("LC_CTYPE", row.getString(2));
      return new DatabaseFacts(
          database,
          row.getLong(5),
          server.url("x"),
          row.getString(3),
          server.major() + ".0",
          row.getString(6),
          locale,
          "postgres",
          -1,
          null,
          List.of(),
          List.of(),
          row.getLong(4),
          "1:1:",
          null,
          Instant.now());
    }
  }

  static List<BackupFile> files(Path directory) throws Exception {
    List<BackupFile> files = new ArrayList<>();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      byte[] bytes = Files.readAllBytes(file);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      files.add(new BackupFile(directory.relativize(file).toString(), bytes.length, hash));
    }
    return files;
  }
}
