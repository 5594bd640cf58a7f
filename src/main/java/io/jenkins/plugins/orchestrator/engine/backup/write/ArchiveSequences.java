package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the sequences' values out of an archive's table of contents: sequences ignore snapshots, so
 * that what the source says a moment later is not what the archive restores.
 */
final class ArchiveSequences {
  private static final Pattern ENTRY = Pattern.compile("(?m)^\\d+; \\d+ \\d+ SEQUENCE SET .*$");
  private static final Pattern SETVAL =
      Pattern.compile(
          "SELECT pg_catalog\\.setval\\((E?)'((?:[^']++|'')*+)', (-?\\d+), (true|false)\\);");
  private static final String IDENTIFIER = "(\"(?:[^\"]++|\"\")*+\"|[^.\"]++)";
  private static final Pattern QUALIFIED = Pattern.compile(IDENTIFIER + "\\." + IDENTIFIER);

  private final BackupWork work;
  private final ClientInstallation client;

  ArchiveSequences(BackupWork work, ClientInstallation client) {
    this.work = work;
    this.client = client;
  }

  /** Of an archive that lies in a directory. */
  List<SequenceValue> ofDirectory(Path archive) throws IOException, ClientToolsException {
    return read(List.of(archive.toString()), new byte[0], archive.resolveSibling("sequences.list"));
  }

  /**
   * Of the beginning of an archive in one file, which holds its whole table of contents.
   *
   * @param place a directory for a list of numbers and names
   */
  List<SequenceValue> ofHead(byte[] head, Path place) throws IOException, ClientToolsException {
    return read(List.of(), head, place.resolve("sequences.list"));
  }

  private List<SequenceValue> read(List<String> archive, byte[] input, Path list)
      throws IOException, ClientToolsException {
    List<String> arguments = new ArrayList<>(List.of("--list"));
    arguments.addAll(archive);
    List<String> entries =
        ENTRY.matcher(restore(arguments, input)).results().map(match -> match.group()).toList();
    if (entries.isEmpty()) {
      return List.of();
    }
    try {
      // Only the number in front counts: the names, which tell something, are left out.
      Files.write(
          list, entries.stream().map(each -> each.substring(0, each.indexOf(';') + 1)).toList());
      List<String> selected = new ArrayList<>(List.of("--file=-", "--use-list=" + list));
      selected.addAll(archive);
      List<SequenceValue> values = parse(restore(selected, input));
      if (values.size() != entries.size()) {
        throw new IOException(
            "pg_restore "
                + client.version()
                + ": found the values of "
                + values.size()
                + " sequences in the archive; expected "
                + entries.size());
      }
      return values;
    } finally {
      Files.deleteIfExists(list);
    }
  }

  private String restore(List<String> arguments, byte[] input)
      throws IOException, ClientToolsException {
    List<String> command = new ArrayList<>();
    command.add(client.program("pg_restore").toString());
    command.addAll(arguments);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ProcessChain.Ended ended =
        ProcessChain.run(
                work,
                List.of(new ProcessChain.Stage(command, work.unconnected())),
                input,
                ProcessChain.Way.STRAIGHT,
                output)
            .get(0);
    if (ended.exitCode() != 0) {
      throw new IOException(
          "pg_restore "
              + client.version()
              + " could not read the archive that was just written, exit code "
              + ended.exitCode()
              + ". It said: "
              + ended.errors());
    }
    return output.toString(StandardCharsets.UTF_8);
  }

  /** The values that a script sets, by schema and name. */
  static List<SequenceValue> parse(String sql) throws IOException {
    List<SequenceValue> values = new ArrayList<>();
    Matcher call = SETVAL.matcher(sql);
    while (call.find()) {
      String name = call.group(2).replace("''", "'");
      if (!call.group(1).isEmpty()) {
        name = name.replace("\\\\", "\\");
      }
      Matcher parts = QUALIFIED.matcher(name);
      if (!parts.matches()) {
        throw new IOException("a sequence's name in the archive is not understood: " + name);
      }
      values.add(
          new SequenceValue(
              unquoted(parts.group(1)),
              unquoted(parts.group(2)),
              Long.parseLong(call.group(3)),
              Boolean.parseBoolean(call.group(4))));
    }
    values.sort(Comparator.comparing(SequenceValue::schema).thenComparing(SequenceValue::name));
    return List.copyOf(values);
  }

  private static String unquoted(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier;
  }
}
