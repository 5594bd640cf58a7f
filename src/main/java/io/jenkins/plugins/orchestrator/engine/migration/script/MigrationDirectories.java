package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the scripts of a directory, whichever migration engine it is laid out for. */
public final class MigrationDirectories {
  /** How many bytes of scripts a directory may hold: a plan travels to agents with all of them. */
  public static final long MAX_BYTES = 32L * 1024 * 1024;

  /** In the order in which messages name them. */
  private static final List<MigrationFormat> FORMATS =
      List.of(
          new PlainFormat(),
          new FlywayFormat(),
          new GolangMigrateFormat(),
          new DbmateFormat(),
          new GooseFormat(),
          new DieselFormat(),
          new PrismaFormat(),
          new SqitchFormat(),
          new LiquibaseFormat());

  private static final String AUTO = "auto";

  /** The format of migrations that a command of the user's applies. */
  public static final String COMMAND = "command";

  /** What migrations are written in where SQL is not. */
  private static final Pattern PROGRAM =
      Pattern.compile(".*\\.(py|rb|js|mjs|cjs|ts|php|cs|java|kt|go|ex|exs)");

  private MigrationDirectories() {}

  /** The names of all formats, for {@code migrations.format}, without {@code auto}. */
  public static List<String> formats() {
    List<String> names =
        FORMATS.stream()
            .map(MigrationFormat::name)
            .collect(Collectors.toCollection(ArrayList::new));
    names.add(COMMAND);
    return List.copyOf(names);
  }

  /**
   * Reads a directory of at most {@link #MAX_BYTES}.
   *
   * @param settings with the directory's path as the user knows it and the format or {@code auto}
   * @param directory where it is
   * @throws ConfigurationException with every mistake in every name and file
   */
  public static MigrationDirectory read(MigrationSettings settings, Path directory)
      throws ConfigurationException {
    return read(settings, directory, MAX_BYTES);
  }

  /**
   * The same with another limit.
   *
   * @param maxBytes how many bytes of scripts the directory may hold
   * @throws ConfigurationException as above
   */
  public static MigrationDirectory read(MigrationSettings settings, Path directory, long maxBytes)
      throws ConfigurationException {
    Remarks remarks = new Remarks();
    MigrationDirectory read =
        settings.format().equals(COMMAND)
            ? command(settings, remarks)
            : scripts(settings, directory, maxBytes, remarks);
    remarks.throwProblems();
    return read;
  }

  private static MigrationDirectory command(MigrationSettings settings, Remarks remarks) {
    if (settings.command() == null || settings.command().isBlank()) {
      remarks.problem(
          settings.path(), 0, "format: command without a command", "migrations.command", null);
      return new MigrationDirectory(COMMAND, settings.path(), List.of());
    }
    String down = settings.downCommand();
    MigrationScript script =
        new MigrationScript(
            "",
            COMMAND,
            inPlaceOf("migrations.command"),
            down == null || down.isBlank() ? null : inPlaceOf("migrations.down_command"),
            ScriptFile.sha256(settings.command()),
            false);
    return new MigrationDirectory(COMMAND, settings.path(), List.of(script));
  }

  /** Has no text: what the command does is not known. */
  private static ScriptText inPlaceOf(String key) {
    return new ScriptText(key, 1, "", ScriptText.TransactionMode.NONE);
  }

  private static MigrationDirectory scripts(
      MigrationSettings settings, Path directory, long maxBytes, Remarks remarks) {
    ScriptFiles files = ScriptFiles.list(settings.path(), directory, remarks, maxBytes);
    MigrationFormat format = files == null ? null : format(settings.format(), files);
    if (files == null || format == null) {
      return new MigrationDirectory(settings.format(), settings.path(), List.of());
    }
    List<MigrationScript> scripts = format.read(files);
    if (scripts.isEmpty() && !remarks.hasProblems()) {
      remarks.problem(
          files.shown(),
          0,
          "no migration of " + format.name() + " among " + count(files),
          "files such as " + format.example(),
          "check migrations.path and migrations.format");
    }
    return new MigrationDirectory(format.name(), files.shown(), scripts, remarks.findings());
  }

  private static @Nullable MigrationFormat format(String name, ScriptFiles files) {
    if (!name.equals(AUTO)) {
      return named(name, files);
    }
    List<MigrationFormat> fitting =
        FORMATS.stream().filter(format -> format.recognises(files)).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      unknown(files);
    } else {
      files
          .remarks()
          .problem(
              files.shown(),
              0,
              "files of several formats: " + names(fitting),
              "files of one format",
              "set migrations.format to one of "
                  + names(fitting)
                  + ", or keep each format in a directory of its own");
    }
    return null;
  }

  private static @Nullable MigrationFormat named(String name, ScriptFiles files) {
    for (MigrationFormat format : FORMATS) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    files
        .remarks()
        .problem(
            files.shown(),
            0,
            "format " + name,
            "auto, " + String.join(", ", formats()),
            Similar.to(name, formats()).map(near -> "did you mean " + near + "?").orElse(null));
    return null;
  }

  private static void unknown(ScriptFiles files) {
    long programs = files.all().stream().filter(file -> PROGRAM.matcher(file).matches()).count();
    String expected =
        FORMATS.stream()
            .map(format -> format.example() + " (" + format.name() + ")")
            .collect(Collectors.joining(", "));
    if (files.all().isEmpty()) {
      files.remarks().problem(files.shown(), 0, "an empty directory", expected, null);
    } else if (programs > 0) {
      files
          .remarks()
          .problem(
              files.shown(),
              0,
              count(files) + ", " + programs + " of them programs and none a known migration",
              expected,
              "migrations of Alembic, Rails, Django, Knex and the like are programs: set format:"
                  + " command and say in migrations.command what runs them");
    } else {
      files
          .remarks()
          .problem(
              files.shown(),
              0,
              count(files) + " of no known format, such as " + files.all().first(),
              expected,
              "set migrations.format, or format: command with what runs the migrations");
    }
  }

  private static String count(ScriptFiles files) {
    int count = files.all().size();
    return count == 1 ? "1 file" : count + " files";
  }

  private static String names(List<MigrationFormat> formats) {
    return formats.stream().map(MigrationFormat::name).collect(Collectors.joining(", "));
  }
}
