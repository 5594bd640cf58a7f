package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a backup would do. Reads the database's size and writes nothing. */
public final class BackupPreview {
  /** Holds for 14 to 18. */
  private static final String SIZE =
      "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())";

  /** Without the user, the password and the parameters that may stand in it. */
  private static final Pattern TARGET =
      Pattern.compile("([a-z][a-z0-9+.-]*://)(?:[^\\s/@'\"]*@)?([^\\s?#'\"]*)");

  private final BackupWork work;
  private final BackupSettings settings;
  private final List<List<String>> rows = new ArrayList<>();

  private BackupPreview(BackupWork work, BackupSettings settings) {
    this.work = work;
    this.settings = settings;
  }

  /**
   * Of a database.
   *
   * @param directory of the backups, may not exist yet
   * @param verifyServer where it would be restored
   * @throws BackupException when it could not be made as configured
   */
  public static ReportTable ofDatabase(
      BackupWork work,
      BackupSettings settings,
      Path directory,
      DatabaseTarget source,
      @Nullable DatabaseTarget verifyServer)
      throws SQLException, BackupException {
    BackupPreview preview = new BackupPreview(work, settings);
    try {
      preview.database(source);
    } catch (ClientToolsException e) {
      throw new BackupException(work.redact(e.getMessage()), e);
    }
    preview.common(directory, String.valueOf(verifyServer));
    return preview.table();
  }

  /**
   * Of a folder.
   *
   * @param folder an existing directory
   * @throws BackupException when it could not be made as configured
   */
  public static ReportTable ofFolder(
      BackupWork work, BackupSettings settings, Path directory, Path folder)
      throws BackupException {
    BackupPreview preview = new BackupPreview(work, settings);
    try {
      preview.row("folder", folder.toString());
      preview.row("program", TarStream.find(work, folder).version());
    } catch (ClientToolsException e) {
      throw new BackupException(work.redact(e.getMessage()), e);
    }
    preview.row("compression", settings.compression().name().toLowerCase(Locale.ROOT));
    preview.common(directory, "a temporary directory of this machine");
    return preview.table();
  }

  private void database(DatabaseTarget source) throws SQLException, ClientToolsException {
    try (Session session =
            Session.open(source, SessionSettings.readOnly(work.applicationName("preview")));
        Statement statement = session.connection().createStatement();
        ResultSet size = statement.executeQuery(SIZE)) {
      size.next();
      row("database", source + ", " + Sizes.of(size.getLong(1)));
      ClientInstallation client = work.tools().forServer(session.version());
      row("server", "PostgreSQL " + session.version());
      row("program", "pg_dump " + client);
      DumpCompression how =
          DumpCompression.choose(work, client, settings.compression(), settings.level());
      row("compression", how.method() + (how.level() == 0 ? "" : ", level " + how.level()));
    }
    row(
        "sessions",
        settings.encryption() == null
            ? Integer.toString(settings.jobs())
            : "1, as encrypted backups are one file; " + settings.jobs() + " restore it");
    row("checksums", settings.checksums() ? "of every row" : "none: rows are counted");
  }

  private void common(Path directory, String restoredOn) throws BackupException {
    BackupSettings.Verify verify = settings.verify();
    row(
        "verified",
        verify.restore()
            ? "restored on " + restoredOn + " within " + HumanDuration.of(verify.timeout())
            : "not restored: hashes alone");
    row("written to", directory + ", " + free(directory));
    BackupSettings.Encryption encryption = settings.encryption();
    if (encryption != null) {
      Encryptor.of(work, encryption);
    }
    row(
        "encryption",
        encryption == null
            ? "none"
            : encryption.program() + " for " + String.join(", ", encryption.recipients()));
    BackupSettings.Upload upload = settings.upload();
    row("upload", upload == null ? "none" : target(upload.command()));
  }

  /** A command may hold a token: only its program and where it goes are told. */
  static String target(String command) {
    String program = command.strip().split("\\s+", 2)[0];
    List<String> words = new ArrayList<>();
    words.add("by " + (program.contains("=") ? "a command" : program));
    Matcher matcher = TARGET.matcher(command);
    while (matcher.find()) {
      words.add("to " + matcher.group(1) + matcher.group(2));
    }
    return String.join(" ", words);
  }

  private static String free(Path directory) {
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.isDirectory(each)) {
        try {
          return Sizes.of(Files.getFileStore(each).getUsableSpace()) + " free";
        } catch (IOException e) {
          return "UNKNOWN how much is free";
        }
      }
    }
    return "UNKNOWN how much is free";
  }

  private void row(String what, String value) {
    rows.add(List.of(what, work.redact(value)));
  }

  private ReportTable table() {
    return new ReportTable(
        "What would be done",
        "",
        List.of(
            new ReportColumn("what", ReportColumn.Kind.TEXT),
            new ReportColumn("how", ReportColumn.Kind.TEXT)),
        rows);
  }
}
