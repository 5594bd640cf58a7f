package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code pg_restore --list} says is in an archive.
 *
 * @param entries in the archive's order
 */
record ArchiveList(List<Entry> entries) {
  /**
   * An entry.
   *
   * @param id its number in the archive
   * @param text kind, schema, name and owner as they are printed, separated by blanks that may also
   *     be inside of them
   * @param line as it was printed
   */
  record Entry(int id, String text, String line) {
    boolean is(String kind) {
      return text.startsWith(kind + " ");
    }
  }

  private static final Pattern ENTRY = Pattern.compile("(\\d+); \\d+ \\d+ (.*)");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  static ArchiveList read(Archive archive) throws ClientToolsException, SnapshotException {
    CloneWork work = archive.work();
    ClientProcess process =
        new ClientProcess(
            withoutConnection(work.variables()),
            work.redactor(),
            work.cancellation(),
            LIMIT,
            new JournalledChildren(work.journal()));
    ClientResult result =
        process.run(
            archive.client().program("pg_restore"),
            List.of("--list", archive.directory().toString()));
    if (!result.succeeded()) {
      throw new SnapshotException(
          archive.directory() + ": pg_restore cannot read the dump: " + result.errors());
    }
    return parse(result.output());
  }

  private static Map<String, String> withoutConnection(Map<String, String> variables) {
    Map<String, String> kept = new java.util.LinkedHashMap<>();
    variables.forEach(
        (name, value) -> {
          if (!name.startsWith("PG")) {
            kept.put(name, value);
          }
        });
    return kept;
  }

  static ArchiveList parse(String list) {
    List<Entry> entries = new ArrayList<>();
    for (String line : list.split("\n", -1)) {
      Matcher matcher = ENTRY.matcher(line);
      if (matcher.matches()) {
        entries.add(new Entry(Integer.parseInt(matcher.group(1)), matcher.group(2), line));
      }
    }
    return new ArchiveList(List.copyOf(entries));
  }

  boolean contains(String kind) {
    return entries.stream().anyMatch(entry -> entry.is(kind));
  }

  /** Those of some roles that own an entry: their names stand at the ends of the lines. */
  Set<String> owners(Set<String> roles) {
    Set<String> owners = new TreeSet<>();
    for (String role : roles) {
      if (entries.stream().anyMatch(entry -> entry.text().endsWith(" " + role))) {
        owners.add(role);
      }
    }
    return owners;
  }

  /**
   * The entries with data, dealt out so that each share has about as many bytes: the largest first,
   * always to the smallest share. Everything that is no table's data is in the first share.
   */
  List<List<Entry>> shares(Path directory, int count) throws IOException {
    List<List<Entry>> shares = new ArrayList<>();
    long[] bytes = new long[count];
    for (int i = 0; i < count; i++) {
      shares.add(new ArrayList<>());
    }
    List<Sized> tables = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.is("TABLE DATA")) {
        tables.add(new Sized(entry, size(directory, entry)));
      } else {
        shares.get(0).add(entry);
      }
    }
    tables.sort(Comparator.comparingLong(Sized::bytes).reversed());
    for (Sized table : tables) {
      int smallest = 0;
      for (int i = 1; i < count; i++) {
        smallest = bytes[i] < bytes[smallest] ? i : smallest;
      }
      shares.get(smallest).add(table.entry());
      bytes[smallest] += table.bytes();
    }
    return shares;
  }

  private record Sized(Entry entry, long bytes) {}

  private static long size(Path directory, Entry entry) throws IOException {
    for (String suffix : List.of(".dat", ".dat.gz")) {
      Path file = directory.resolve(entry.id() + suffix);
      if (Files.exists(file)) {
        return Files.size(file);
      }
    }
    return 0;
  }
}
