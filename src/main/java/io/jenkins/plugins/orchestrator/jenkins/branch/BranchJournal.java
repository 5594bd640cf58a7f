package io.jenkins.plugins.orchestrator.jenkins.branch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.CopiedJournal;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The controller's copy of one branch's journal. The files appear with the first line and go when
 * the branch has settled everything; what is there of a branch that has ended is for {@link
 * BranchRecovery}. They do not lie in the build's directory, which may be deleted.
 */
final class BranchJournal {
  /** A line names one database; what is longer is no line of ours. */
  private static final int LONGEST_LINE = 4_096;

  private static final int MOST_LINES = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JournalHeader header;
  private final Path headerFile;
  private final Path lines;
  private @Nullable FileChannel channel;
  private int count;
  private boolean ended;

  BranchJournal(Path directory, JournalHeader header) {
    this.header = header;
    this.headerFile = JournalHeader.file(directory, header.id());
    this.lines = lines(directory, header.id());
  }

  static Path lines(Path directory, RunId id) {
    return directory.resolve(id + ".jsonl");
  }

  /**
   * Stores a line that an agent sent.
   *
   * @throws IOException when it is not on the disk, or is no line
   */
  synchronized void append(String line) throws IOException {
    if (ended) {
      throw new IOException("the branch has ended");
    }
    if (line.length() > LONGEST_LINE || line.indexOf('\n') >= 0 || ++count > MOST_LINES) {
      throw new IOException("not a line of a journal");
    }
    if (!JSON.readTree(line).isObject()) {
      throw new IOException("not a line of a journal");
    }
    FileChannel to = channel;
    if (to == null) {
      to = create();
      channel = to;
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    to.force(true);
  }

  private FileChannel create() throws IOException {
    Path directory = lines.getParent();
    PrivateFiles.createDirectories(directory);
    header.write(headerFile);
    FileChannel created =
        FileChannel.open(lines, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    PrivateFiles.sync(directory);
    return created;
  }

  /**
   * The branch has ended, well or not: no line is taken any more.
   *
   * @return whether nothing of it is left
   */
  synchronized boolean end() throws IOException {
    ended = true;
    if (channel == null) {
      return true;
    }
    channel.close();
    channel = null;
    if (!CopiedJournal.of(header.id(), Files.readString(lines)).isSettled()) {
      return false;
    }
    delete(lines, headerFile);
    return true;
  }

  /** First the lines: a header alone says that nothing is left. */
  static void delete(Path lines, Path headerFile) throws IOException {
    Files.deleteIfExists(lines);
    Files.deleteIfExists(headerFile);
  }
}
