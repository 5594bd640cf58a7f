package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The client programs of all versions that the machine has. A server's own major version is the
 * best client for it: an older {@code pg_dump} refuses it, a newer one writes what it may not know.
 */
public final class ClientTools {
  /** The variable that names a directory to look in first. */
  public static final String VARIABLE = "PG_BIN";

  private static final List<String> PROGRAMS = List.of("pg_dump", "pg_restore", "psql");

  /** Debian; Red Hat; Homebrew on ARM and on Intel; Postgres.app: parent, then a pattern in it. */
  private static final List<List<String>> USUAL_PLACES =
      List.of(
          List.of("/usr/lib/postgresql", "*"),
          List.of("/usr", "pgsql-*"),
          List.of("/opt/homebrew/opt", "{postgresql@*,libpq,postgresql}"),
          List.of("/usr/local/opt", "{postgresql@*,libpq,postgresql}"),
          List.of("/Applications/Postgres.app/Contents/Versions", "*"));

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)(?:\\.(\\d+))?");
  private static final int VERSION_SECONDS = 10;

  private final List<ClientInstallation> installations;

  private ClientTools(List<ClientInstallation> installations) {
    this.installations = List.copyOf(installations);
  }

  /**
   * Looks in {@value #VARIABLE}, the usual places of Linux distributions and Homebrew, and {@code
   * PATH}, and asks each {@code pg_dump} for its version. Of a major version the first found
   * counts.
   *
   * @param variables the process's environment
   */
  public static ClientTools locate(Map<String, String> variables) {
    Set<Path> directories = new LinkedHashSet<>();
    addPath(directories, variables.get(VARIABLE));
    for (List<String> place : USUAL_PLACES) {
      addMatches(directories, Path.of(place.get(0)), place.get(1));
    }
    addPath(directories, variables.get("PATH"));
    Map<Integer, ClientInstallation> byMajor = new TreeMap<>();
    for (Path directory : directories) {
      if (PROGRAMS.stream().allMatch(name -> Files.isExecutable(directory.resolve(name)))) {
        versionOf(directory)
            .ifPresent(
                version ->
                    byMajor.putIfAbsent(
                        version.major(), new ClientInstallation(directory, version)));
      }
    }
    return new ClientTools(List.copyOf(byMajor.values()));
  }

  /** Those found, one of each major version, the oldest first. */
  public List<ClientInstallation> installations() {
    return installations;
  }

  /**
   * The client for a server: of its major version, else the nearest newer one.
   *
   * @throws ClientToolsException when there is none; names what was found and what to install
   */
  public ClientInstallation forServer(ServerVersion server) throws ClientToolsException {
    return newEnough(server.major())
        .orElseThrow(() -> new ClientToolsException(missing(server.major())));
  }

  /**
   * The client for a dump of one server that is restored on another: new enough for both, else for
   * the first.
   *
   * @throws ClientToolsException when there is none for the source
   */
  public ClientInstallation forServers(ServerVersion source, ServerVersion target)
      throws ClientToolsException {
    Optional<ClientInstallation> both = newEnough(Math.max(source.major(), target.major()));
    return both.isPresent() ? both.get() : forServer(source);
  }

  private Optional<ClientInstallation> newEnough(int major) {
    return installations.stream()
        .filter(installation -> installation.version().isAtLeast(major))
        .min(Comparator.comparing(ClientInstallation::version));
  }

  private String missing(int major) {
    String found =
        installations.isEmpty()
            ? "none"
            : installations.stream()
                .map(ClientInstallation::toString)
                .collect(Collectors.joining(", "));
    return ("PostgreSQL client programs (pg_dump, pg_restore, psql) for a server of version %1$d:"
            + " found %2$s; expected version %1$d or newer. Install them"
            + " (Debian, Ubuntu: apt-get install postgresql-client-%1$d;"
            + " Red Hat, Fedora: dnf install postgresql%1$d;"
            + " macOS: brew install postgresql@%1$d)"
            + " or name their directory in the variable %3$s.")
        .formatted(major, found, VARIABLE);
  }

  private static void addPath(Set<Path> directories, String path) {
    if (path == null) {
      return;
    }
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!part.isBlank() && part.startsWith("/")) {
        directories.add(Path.of(part));
      }
    }
  }

  private static void addMatches(Set<Path> directories, Path parent, String pattern) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(parent, pattern)) {
      matches.forEach(match -> found.add(match.resolve("bin")));
    } catch (IOException e) {
      // An unreadable place holds nothing that could be run; the message of missing() says the
      // rest.
      return;
    }
    found.sort(Comparator.naturalOrder());
    directories.addAll(found);
  }

  private static Optional<ServerVersion> versionOf(Path directory) {
    try {
      Process process =
          new ProcessBuilder(directory.resolve("pg_dump").toString(), "--version")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String said = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
      Matcher matcher = VERSION.matcher(said);
      if (!matcher.find()) {
        return Optional.empty();
      }
      int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
      return Optional.of(new ServerVersion(Integer.parseInt(matcher.group(1)) * 10000 + minor));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
