package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Compression;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Encryption;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Upload;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Verify;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code backup} of an environment or of a folder, and what must fit to it. */
final class BackupReader {
  /** What a command may have in braces. */
  private static final List<String> PLACEHOLDERS = List.of("file", "name", "sha256");

  /** Braces that are not a variable of the shell. */
  private static final Pattern BRACES = Pattern.compile("(?<!\\$)\\{([A-Za-z0-9_-]{1,20})\\}");

  private static final Optional<Integer> ZERO = Optional.of(0);

  private final Section owner;
  private final Section backup;
  private final Reading reading;

  BackupReader(Section owner) {
    this.owner = owner;
    this.backup = owner.section("backup");
    this.reading = owner.reading();
  }

  /**
   * Of a database.
   *
   * @param snapshot where its copies may stand: what restores a backup makes one
   */
  BackupSettings ofDatabase(DatabaseTarget source, SnapshotSettings snapshot) {
    return read(verify(source, snapshot));
  }

  /** Of a folder, which no server restores. */
  BackupSettings ofFolder() {
    Section verify = backup.section("verify");
    return read(new Verify(verify.flag("restore"), null, verify.time("timeout")));
  }

  private BackupSettings read(Verify verify) {
    Compression compression =
        Compression.valueOf(backup.text("compression").toUpperCase(Locale.ROOT));
    return new BackupSettings(
        backup.text("directory"),
        compression,
        level(compression),
        backup.whole("jobs"),
        backup.flag("checksums"),
        backup.flag("globals"),
        encryption(verify),
        upload(),
        verify,
        backup.optionalTime("max_recovery_time").orElse(null),
        backup.optionalTime("max_age").orElse(null),
        keep());
  }

  private @Nullable Integer level(Compression compression) {
    Optional<Integer> level = backup.optionalWhole("level");
    if (level.isEmpty()) {
      return null;
    }
    if (compression == Compression.NONE) {
      // An environment that compresses nothing needs no level of the top; otherwise one is wrong.
      if (backup.hasOwn("level") || !backup.hasOwn("compression")) {
        backup.wrong("level", "a level with compression none", "one of them", null);
      }
      return null;
    }
    int most = highest(compression);
    if (level.get() > most) {
      backup.wrong(
          "level",
          "level " + level.get() + " with compression " + backup.text("compression"),
          "1 to " + most,
          compression == Compression.AUTO ? "only compression zstd goes to 22" : null);
    }
    return level.get();
  }

  /** What {@code pg_dump} takes; for AUTO what every method takes. */
  private static int highest(Compression compression) {
    return switch (compression) {
      case ZSTD -> 22;
      case LZ4 -> 12;
      case AUTO, GZIP, NONE -> 9;
    };
  }

  private @Nullable Encryption encryption(Verify verify) {
    return backup
        .optionalSection("encryption")
        .map(section -> encryption(section, verify))
        .orElse(null);
  }

  private static Encryption encryption(Section encryption, Verify verify) {
    if (encryption.find("program").isEmpty()) {
      encryption.wrong("program", "encryption without a program", "program: age, or gpg", null);
    }
    if (encryption.find("recipients").isEmpty()) {
      encryption.wrong(
          "recipients",
          "encryption without recipients",
          "recipients: [PUBLIC KEY]",
          "to whom nothing is encrypted can nobody read");
    }
    String program = encryption.text("program");
    boolean hasIdentity = encryption.find("identity").isPresent();
    if (program.equals("gpg") && hasIdentity) {
      encryption.wrong(
          "identity", "identity with gpg", "no identity", "gpg looks into its own key ring");
    }
    if (program.equals("age") && !hasIdentity && verify.restore()) {
      encryption.wrong(
          "program",
          "age without identity, by which a restore could read the backup",
          "identity: FILE, or verify: {restore: false}",
          null);
    }
    return new Encryption(
        program,
        encryption.texts("recipients"),
        program.equals("gpg") ? null : encryption.optionalText("identity").orElse(null));
  }

  private @Nullable Upload upload() {
    return backup.optionalSection("upload").map(this::upload).orElse(null);
  }

  private Upload upload(Section upload) {
    if (upload.find("command").isEmpty()) {
      upload.wrong("command", "upload without a command", "command: SHELL COMMAND", null);
    }
    Optional<String> command = command(upload, "command");
    if (command.isPresent() && !command.get().contains("{file}")) {
      upload.wrong(
          "command", "a command without {file}", "{file} where the file's path belongs", null);
    }
    Optional<String> verify = command(upload, "verify");
    if (verify.isPresent()
        && PLACEHOLDERS.stream().noneMatch(name -> verify.get().contains("{" + name + "}"))) {
      upload.wrong(
          "verify",
          "a command without {name}, {file} and {sha256}",
          "one of them, as it is run for every file",
          null);
    }
    return new Upload(command.orElse(""), verify.orElse(null), upload.time("timeout"));
  }

  private Optional<String> command(Section upload, String key) {
    Optional<String> command = upload.optionalText(key);
    if (command.isEmpty()) {
      return command;
    }
    Matcher braces = BRACES.matcher(command.get());
    while (braces.find()) {
      String name = braces.group(1);
      if (!PLACEHOLDERS.contains(name)) {
        Suggestion.didYouMean(name, PLACEHOLDERS)
            .ifPresent(
                advice ->
                    upload.wrong(
                        key,
                        "{" + name + "}, which stands for nothing",
                        "{file}, {name} or {sha256}",
                        advice));
      }
    }
    if (reading.used() && !CommandPasswords.in(command.get()).isEmpty()) {
      reading
          .findings()
          .add(
              Finding.of(
                  Finding.Severity.WARNING,
                  "password-in-command",
                  upload.find(key).orElse(upload.at()).path()
                      + " holds a password, which everybody reads who can read the file",
                  "use a variable of the shell ($NAME) in its place"));
    }
    return command;
  }

  /**
   * Proving makes a database on a server, as a snapshot does: by default where snapshots may stand,
   * and on a protected database's own server only when its owner allowed copies there.
   */
  private Verify verify(DatabaseTarget source, SnapshotSettings snapshot) {
    Section verify = backup.section("verify");
    boolean restore = verify.flag("restore");
    boolean named = verify.find("server").isPresent();
    DatabaseTarget server =
        verify
            .find("server")
            .flatMap(url -> new UrlReader(reading, owner.at().path(), false).read(url))
            .orElse(null);
    boolean embedded = reading.options().embedded();
    boolean mustDiffer = owner.flag("protected") && !snapshot.sameServer() && !embedded;
    if (restore && mustDiffer && named && server != null && isOneOf(server, source)) {
      verify.wrong(
          "server",
          "the protected database's own server",
          "another one, or snapshot: {same_server: true}",
          "a restore would make a database on it");
    }
    boolean placed = named || snapshot.server() != null;
    if (restore && mustDiffer && !placed && reading.options().use() == ConfigurationUse.BACKUPS) {
      owner.wrong(
          "protected",
          "protected without a server that verifies its backups",
          "backup: {verify: {server: URL}}, or snapshot: {same_server: true}",
          "without a restore, verify: {restore: false}, no server is needed");
    }
    if (embedded) {
      // What is started is thrown away with all that is in it: no other server is involved.
      server = null;
    } else if (!named) {
      server = snapshot.server();
    }
    return new Verify(restore, server, verify.time("timeout"));
  }

  private static boolean isOneOf(DatabaseTarget server, DatabaseTarget source) {
    return server.hosts().stream().anyMatch(source.hosts()::contains);
  }

  private @Nullable Keep keep() {
    return backup.optionalSection("keep").map(this::keep).orElse(null);
  }

  private Keep keep(Section section) {
    Keep keep =
        new Keep(
            section.whole("days"),
            section.whole("daily"),
            section.whole("weekly"),
            section.whole("monthly"));
    List<String> present =
        BackupKeys.KEEP.names().stream().filter(key -> section.find(key).isPresent()).toList();
    // What is there but wrong was meant to keep something.
    boolean isEmpty = present.isEmpty() && Section.entries(reading, section.at()).isEmpty();
    boolean isZero =
        !present.isEmpty()
            && present.stream().allMatch(key -> section.optionalWhole(key).equals(ZERO));
    if (isEmpty || isZero) {
      backup.wrong(
          "keep",
          "a keep that keeps nothing",
          "days, daily, weekly or monthly above 0",
          "without keep everything stays");
    }
    return keep;
  }
}
