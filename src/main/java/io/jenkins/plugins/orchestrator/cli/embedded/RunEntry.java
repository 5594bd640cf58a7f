package io.jenkins.plugins.orchestrator.cli.embedded;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An entry of the {@link RunJournal}: a file that holds the path of a run's directory and is locked
 * as long as the run's process lives. The kernel gives the lock back also after {@code kill -9}, so
 * an entry that can be locked has lost its owner.
 *
 * <p>A process must not open the file a second time while it holds it: closing any descriptor of a
 * file gives back all POSIX locks that the process has on it.
 */
final class RunEntry implements AutoCloseable {
  private static final int ATTEMPTS = 10;

  private final Path file;
  private final FileChannel channel;

  private RunEntry(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Writes down, on the disk, that a directory is about to be made, and keeps the entry locked. */
  static RunEntry create(Path file, Path directory) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileChannel channel;
      try {
        channel = FileChannel.open(file, CREATE_NEW, READ, WRITE);
      } catch (FileAlreadyExistsException e) {
        // Another process's sweep looks at the entry of our last attempt and will delete it.
        continue;
      }
      if (channel.tryLock() != null && Files.exists(file)) {
        channel.write(ByteBuffer.wrap(directory.toString().getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
        return new RunEntry(file, channel);
      }
      channel.close();
    }
    throw new IOException("cannot lock " + file + "; is another process holding it?");
  }

  /** Locks the entry of a run whose process is gone; empty while it lives. */
  static Optional<RunEntry> ofDeadOwner(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, READ, WRITE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (channel.tryLock() != null && Files.exists(file)) {
      return Optional.of(new RunEntry(file, channel));
    }
    channel.close();
    return Optional.empty();
  }

  /** The run's directory; empty when the owner died before it wrote it down, hence made it. */
  Optional<Path> directory() throws IOException {
    ByteBuffer content = ByteBuffer.allocate((int) channel.size());
    channel.read(content, 0);
    String path = new String(content.array(), StandardCharsets.UTF_8);
    return path.isBlank() ? Optional.empty() : Optional.of(Path.of(path));
  }

  /** The run has left nothing: the entry goes too. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
    close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
