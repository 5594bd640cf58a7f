package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderEntry;
import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderList;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The list of a folder's archive while it is written beside it: straight to the disk, or through
 * the program that encrypts the archive too, as names tell something.
 */
final class FolderListFile implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  private final OutputStream out;
  private final @Nullable FutureTask<ProcessChain.Ended> encrypting;

  private FolderListFile(OutputStream out, @Nullable FutureTask<ProcessChain.Ended> encrypting) {
    this.out = out;
    this.encrypting = encrypting;
  }

  static FolderListFile create(BackupWork work, Path directory, @Nullable Encryptor encryptor)
      throws IOException {
    if (encryptor == null) {
      return new FolderListFile(
          new BufferedOutputStream(DumpFiles.create(directory.resolve(FolderList.NAME)), BUFFER),
          null);
    }
    Path file = directory.resolve(encryptor.file(FolderList.NAME));
    PipedInputStream plain = new PipedInputStream(BUFFER);
    PipedOutputStream out = new PipedOutputStream(plain);
    FutureTask<ProcessChain.Ended> task =
        new FutureTask<>(
            () -> {
              // Closed also when it fails, so that whoever writes does not wait for ever.
              try (plain;
                  OutputStream encrypted = DumpFiles.create(file)) {
                return ProcessChain.run(
                        work,
                        List.of(encryptor.stage()),
                        plain,
                        ProcessChain.Way.STRAIGHT,
                        encrypted)
                    .get(0);
              }
            });
    Thread thread = new Thread(task, "backup-list");
    thread.setDaemon(true);
    thread.start();
    return new FolderListFile(new BufferedOutputStream(out, BUFFER), task);
  }

  void add(FolderEntry entry) throws IOException {
    FolderList.write(entry, out);
  }

  /** All entries were added. */
  void finish() throws IOException, BackupException, ClientToolsException {
    IOException broken = null;
    try {
      out.close();
    } catch (IOException e) {
      broken = e;
    }
    if (encrypting != null) {
      judge(ended(encrypting));
    }
    if (broken != null) {
      throw broken;
    }
  }

  private static ProcessChain.Ended ended(FutureTask<ProcessChain.Ended> encrypting)
      throws IOException, ClientToolsException {
    try {
      return encrypting.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the list of files was encrypted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClientToolsException tools) {
        throw tools;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IOException(e.getCause());
    }
  }

  private static void judge(ProcessChain.Ended ended) throws BackupException {
    if (ended.exitCode() != 0) {
      throw new BackupException(
          ended.program()
              + " could not encrypt "
              + FolderList.NAME
              + ", exit code "
              + ended.exitCode()
              + ". Look whether backup.encryption.recipients are keys that it knows. It said: "
              + ended.errors());
    }
  }

  /** Ends what is still at work when it was not finished, so that its file can be deleted. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      if (encrypting != null) {
        try {
          ended(encrypting);
        } catch (ClientToolsException | RuntimeException e) {
          // Whatever ended the archive says why; this is its consequence.
          encrypting.cancel(true);
        }
      }
    }
  }
}
