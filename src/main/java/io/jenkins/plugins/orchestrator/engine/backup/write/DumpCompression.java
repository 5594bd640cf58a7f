package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Compression;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@code pg_dump} compresses.
 *
 * @param method one of {@code zstd}, {@code lz4}, {@code gzip}, {@code none}
 * @param level 0 for none
 */
record DumpCompression(String method, int level) {
  /** Which of them pg_dump knows at all; whether it was built with them it says itself. */
  private static final int KNOWS_METHODS = 16;

  private static final String NOT_BUILT_IN = "does not support compression";

  /** What the programs take by themselves. */
  private static final Map<Compression, Integer> DEFAULT_LEVEL =
      Map.of(Compression.ZSTD, 3, Compression.LZ4, 1, Compression.GZIP, 6, Compression.NONE, 0);

  /** Where the choice is ours: a dump must not take longer than it has to. */
  private static final int FAST = 1;

  /**
   * The configured method, or the best one that the client has.
   *
   * @throws ClientToolsException when the client does not have the configured one
   */
  static DumpCompression choose(
      BackupWork work, ClientInstallation client, Compression wanted, @Nullable Integer level)
      throws ClientToolsException {
    if (wanted != Compression.AUTO) {
      if (!offers(work, client, wanted)) {
        throw new ClientToolsException(
            "backup.compression: found "
                + name(wanted)
                + ", which pg_dump "
                + client
                + " does not have; expected "
                + offered(work, client)
                + ". Install a client of version 16 or newer that was built with it, or leave the"
                + " choice to auto.");
      }
      return of(wanted, level == null ? DEFAULT_LEVEL.getOrDefault(wanted, 0) : level);
    }
    for (Compression each : List.of(Compression.ZSTD, Compression.LZ4)) {
      if (offers(work, client, each)) {
        return of(each, level == null ? FAST : level);
      }
    }
    return of(Compression.GZIP, level == null ? FAST : level);
  }

  private static DumpCompression of(Compression method, int level) {
    return method == Compression.NONE
        ? new DumpCompression(name(Compression.NONE), 0)
        : new DumpCompression(name(method), level);
  }

  private static String offered(BackupWork work, ClientInstallation client)
      throws ClientToolsException {
    Set<Compression> offered = EnumSet.of(Compression.GZIP, Compression.NONE);
    for (Compression each : List.of(Compression.ZSTD, Compression.LZ4)) {
      if (offers(work, client, each)) {
        offered.add(each);
      }
    }
    return String.join(" or ", offered.stream().map(DumpCompression::name).toList());
  }

  /** Asks by a dump of a server that is not there: what is not built in is told before. */
  private static boolean offers(BackupWork work, ClientInstallation client, Compression method)
      throws ClientToolsException {
    if (method == Compression.GZIP || method == Compression.NONE) {
      return true;
    }
    if (!client.version().isAtLeast(KNOWS_METHODS)) {
      return false;
    }
    Map<String, String> variables = work.unconnected();
    variables.put("PGHOST", client.directory().toString());
    variables.put("PGPORT", "1");
    return !work.client(
            variables,
            client.program("pg_dump"),
            List.of("--format=custom", "--compress=" + name(method), "--no-password"))
        .errors()
        .contains(NOT_BUILT_IN);
  }

  private static String name(Compression method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  /** The value of {@code --compress}. */
  String argument(ClientInstallation client) {
    if (!client.version().isAtLeast(KNOWS_METHODS)) {
      return Integer.toString(level);
    }
    return level == 0 ? method : method + ":" + level;
  }
}
