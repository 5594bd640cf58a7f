package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The exact commands that restore a backup without this program, for a shell in the backup's
 * directory. Where the server is comes from {@code PGHOST}, {@code PGPORT} and {@code PGUSER}.
 */
public final class RestoreCommands {
  private static final Pattern PLAIN_DATABASE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");

  /** The option of {@code createdb} for one of {@code CREATE DATABASE}. */
  private static final Map<String, String> LOCALE_OPTIONS =
      Map.of(
          "LC_COLLATE", "--lc-collate",
          "LC_CTYPE", "--lc-ctype",
          "LOCALE_PROVIDER", "--locale-provider",
          "ICU_LOCALE", "--icu-locale",
          "ICU_RULES", "--icu-rules",
          "BUILTIN_LOCALE", "--builtin-locale");

  private RestoreCommands() {}

  /**
   * Those of a database.
   *
   * @param globals the file with the roles, null when there is none
   * @param settings the file with what a dump leaves out, null when there is nothing
   */
  public static List<String> ofDatabase(
      DatabaseFacts database,
      ArchiveFacts archive,
      @Nullable String globals,
      @Nullable String settings) {
    List<String> commands = new ArrayList<>();
    String readable = decrypted(archive, archive.path(), commands);
    if (globals != null) {
      String file = decrypted(archive, globals, commands);
      commands.add("# On a server that lacks the roles; those that exist are told and left:");
      commands.add("psql --no-psqlrc --dbname=postgres --file=" + ShellWord.quote(file));
    }
    commands.add(createdb(database));
    String name = connection(database.name());
    // A parallel restore reads a custom archive too.
    commands.add(
        "pg_restore --exit-on-error --jobs="
            + Math.max(1, archive.jobs())
            + " --dbname="
            + ShellWord.quote(name)
            + " "
            + ShellWord.quote(readable));
    if (settings != null) {
      String file = decrypted(archive, settings, commands);
      commands.add(
          "psql --no-psqlrc --set=ON_ERROR_STOP=1 --dbname="
              + ShellWord.quote(name)
              + " --file="
              + ShellWord.quote(file));
    }
    commands.add(
        "psql --no-psqlrc --dbname=" + ShellWord.quote(name) + " --command='VACUUM (ANALYZE)'");
    return List.copyOf(commands);
  }

  /** Those of a folder. */
  public static List<String> ofFolder(ArchiveFacts archive) {
    List<String> commands = new ArrayList<>();
    String readable = decrypted(archive, archive.path(), commands);
    commands.add("mkdir -p restored");
    String from =
        switch (archive.compression()) {
          case "zstd" -> "zstd --decompress --stdout " + ShellWord.quote(readable) + " | tar ";
          case "gzip" -> "gzip --decompress --stdout " + ShellWord.quote(readable) + " | tar ";
          default -> "tar ";
        };
    String file = from.equals("tar ") ? ShellWord.quote(readable) : "-";
    commands.add(
        from + "--extract --preserve-permissions --file=" + file + " --directory=restored");
    return List.copyOf(commands);
  }

  private static String decrypted(ArchiveFacts archive, String path, List<String> commands) {
    String program = archive.encryption();
    if (program == null) {
      return path;
    }
    String plain = path.endsWith("." + program) ? path.substring(0, path.lastIndexOf('.')) : path;
    String options =
        program.equals("age") ? "age --decrypt --identity IDENTITY_FILE" : "gpg --decrypt";
    commands.add(
        "(umask 077; "
            + options
            + " --output "
            + ShellWord.quote(plain)
            + " "
            + ShellWord.quote(path)
            + ")");
    return plain;
  }

  private static String createdb(DatabaseFacts database) {
    List<String> words = new ArrayList<>();
    words.add("createdb");
    words.add("--template=template0");
    words.add("--encoding=" + database.encoding());
    database
        .locale()
        .forEach(
            (name, value) -> {
              String option = LOCALE_OPTIONS.get(name);
              if (option != null) {
                words.add(option + "=" + value);
              }
            });
    words.add("--owner=" + database.owner());
    if (!PLAIN_DATABASE.matcher(database.name()).matches()) {
      words.add("--");
    }
    words.add(database.name());
    return String.join(" ", words.stream().map(ShellWord::quote).toList());
  }

  /**
   * What a client program takes for the database's name and nothing else: {@code --dbname} would
   * read {@code a=b} as a connection string.
   */
  public static String connection(String database) {
    return PLAIN_DATABASE.matcher(database).matches() ? database : connectionString(database);
  }

  /** A connection string that names the database alone. */
  public static String connectionString(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
