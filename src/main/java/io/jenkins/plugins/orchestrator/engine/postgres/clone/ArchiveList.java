package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Shares;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code pg_restore --list} says is in an archive.
 *
 * @param entries in the archive's order
 * @param postData the numbers of those of section post-data: indexes, constraints, triggers, what
 *     is computed from rows
 */
record ArchiveList(List<Entry> entries, Set<Integer> postData) {
  /**
   * An entry.
   *
   * @param id its number in the archive
   * @param catalog the OID of the catalog that it is in at the source; 0 for rows of a table
   * @param oid its OID there
   * @param text kind, schema, name and owner as they are printed, separated by blanks that may also
   *     be inside of them
   */
  record Entry(int id, long catalog, long oid, String text) {
    /** {@code pg_class}. */
    private static final long RELATIONS = 1259;

    boolean isRelation() {
      return catalog == RELATIONS;
    }

    /** A schema may be named DATA: the definition of a table there is in a catalog. */
    boolean isTableData() {
      return catalog == 0 && is("TABLE DATA");
    }

    boolean is(String kind) {
      return text.startsWith(kind + " ");
    }
  }

  private static final Pattern ENTRY = Pattern.compile("(\\d+); (\\d+) (\\d+) (.*)");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  static ArchiveList read(Archive archive) throws ClientToolsException, SnapshotException {
    Set<Integer> last = new HashSet<>();
    for (Entry entry : entries(list(archive, List.of("--section=post-data")))) {
      last.add(entry.id());
    }
    return new ArchiveList(entries(list(archive, List.of())), Set.copyOf(last));
  }

  /** Of what was listed before; for asking what is in it, not for restoring it in parts. */
  static ArchiveList parse(String list) {
    return new ArchiveList(entries(list), Set.of());
  }

  private static String list(Archive archive, List<String> selection)
      throws ClientToolsException, SnapshotException {
    List<String> arguments = new ArrayList<>(List.of("--list"));
    arguments.addAll(selection);
    arguments.add(archive.directory().toString());
    CloneWork work = archive.work();
    ClientProcess process =
        new ClientProcess(
            ClientVariables.unconnected(work.variables()),
            work.redactor(),
            work.cancellation(),
            LIMIT,
            new JournalledChildren(work.journal()));
    ClientResult result = process.run(archive.client().program("pg_restore"), arguments);
    if (!result.succeeded()) {
      throw new SnapshotException(
          archive.directory() + ": pg_restore cannot read the dump: " + result.errors());
    }
    return result.output();
  }

  private static List<Entry> entries(String list) {
    List<Entry> entries = new ArrayList<>();
    for (String line : list.split("\n", -1)) {
      Matcher matcher = ENTRY.matcher(line);
      if (matcher.matches()) {
        entries.add(
            new Entry(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                matcher.group(4)));
      }
    }
    return List.copyOf(entries);
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
   * What comes before the rows that are copied past the archive, and the rows in it. Rights are not
   * among them: an owner may have taken his own, and the rows would be refused.
   */
  List<Entry> first() {
    return entries.stream().filter(entry -> !isLast(entry)).toList();
  }

  /** What comes after the rows. */
  List<Entry> last() {
    return entries.stream().filter(this::isLast).toList();
  }

  private boolean isLast(Entry entry) {
    return postData.contains(entry.id()) || entry.is("ACL");
  }

  /**
   * Makes sure that every row is on one of both ways and none on both.
   *
   * @param place of the source
   */
  void check(SourceSnapshot snapshot, String place) throws SnapshotException {
    Set<Long> defined = new HashSet<>();
    Set<Long> filled = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.isRelation()) {
        defined.add(entry.oid());
      } else if (entry.isTableData()) {
        filled.add(entry.oid());
      }
    }
    for (CopiedTable table : snapshot.copied()) {
      if (!defined.contains(table.oid()) || filled.contains(table.oid())) {
        throw amiss(place, table, "the definition and no rows of");
      }
    }
    for (CopiedTable table : snapshot.left()) {
      if (!filled.contains(table.oid())) {
        throw amiss(place, table, "the rows of");
      }
    }
  }

  private static SnapshotException amiss(String place, CopiedTable table, String expected) {
    return SnapshotException.of(
        place,
        "that pg_dump understood the name of a table otherwise",
        expected + " table " + table.quotedName() + " in the dump",
        "Report this with the table's name; mark the source exclusive to copy it as a template.");
  }

  /**
   * The entries with data, dealt out so that each share has about as many bytes. Everything that is
   * no table's data is in the first share.
   */
  List<List<Entry>> shares(Path directory, int count) throws IOException {
    List<Sized> tables = new ArrayList<>();
    List<Entry> others = new ArrayList<>();
    for (Entry entry : first()) {
      if (entry.isTableData()) {
        tables.add(new Sized(entry, size(directory, entry)));
      } else {
        others.add(entry);
      }
    }
    List<List<Entry>> shares = new ArrayList<>();
    for (List<Sized> share : Shares.of(tables, Sized::bytes, count)) {
      shares.add(new ArrayList<>(share.stream().map(Sized::entry).toList()));
    }
    if (shares.isEmpty()) {
      shares.add(new ArrayList<>());
    }
    shares.get(0).addAll(others);
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
