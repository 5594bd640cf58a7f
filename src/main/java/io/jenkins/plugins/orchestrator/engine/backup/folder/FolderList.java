package io.jenkins.plugins.orchestrator.engine.backup.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code files.list}: what a folder's archive holds, an object of JSON in each line, in the order
 * of the archive. It is written and read entry by entry, however many there are.
 */
public final class FolderList implements AutoCloseable {
  /** The file's name; an encrypted one has the program's name behind it. */
  public static final String NAME = "files.list";

  /** Some times the longest path. */
  private static final int LONGEST_LINE = 64 * 1024;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final BufferedReader reader;
  private final Path file;
  private long line;

  private FolderList(BufferedReader reader, Path file) {
    this.reader = reader;
    this.file = file;
  }

  /** Where the list lies in a backup, relative to its directory; empty when it has none. */
  public static Optional<String> of(Manifest manifest) {
    String program = manifest.archive().encryption();
    String name = program == null ? NAME : NAME + "." + program;
    return manifest.files().stream().map(each -> each.path()).filter(name::equals).findFirst();
  }

  /** Writes one entry, with the line's end. */
  public static void write(FolderEntry entry, OutputStream out) throws IOException {
    out.write(MAPPER.writeValueAsString(entry).getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /**
   * Opens a list.
   *
   * @param file not encrypted
   */
  public static FolderList open(Path file) throws IOException {
    return new FolderList(Files.newBufferedReader(file, StandardCharsets.UTF_8), file);
  }

  /**
   * The next entry.
   *
   * @return null at the end
   * @throws IOException when the list cannot be read or understood; says where
   */
  public @Nullable FolderEntry next() throws IOException {
    String text = reader.readLine();
    line++;
    if (text == null) {
      return null;
    }
    try {
      if (text.length() > LONGEST_LINE) {
        throw new IOException(place() + "found a line of " + text.length() + " characters");
      }
      FolderEntry entry = MAPPER.readValue(text, FolderEntry.class);
      if (entry == null || entry.path() == null || entry.kind() == null || entry.mode() == null) {
        throw new IOException(place() + "found an entry that lacks a part");
      }
      return entry;
    } catch (JsonProcessingException e) {
      throw new IOException(place() + "found no entry: " + e.getOriginalMessage(), e);
    }
  }

  private String place() {
    return file.getFileName() + ", line " + line + ": ";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
