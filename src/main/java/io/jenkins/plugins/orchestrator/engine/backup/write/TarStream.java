package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.folder.TarReader;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code tar} of this machine, and how it writes a folder. */
public record TarStream(Path program, String version) {
  private static final String GNU = "GNU tar";

  /**
   * The one on the path.
   *
   * @throws BackupException when there is none
   */
  public static TarStream find(BackupWork work, Path folder)
      throws BackupException, ClientToolsException {
    Path tar =
        Encryptor.onPath(work, "tar")
            .orElseThrow(
                () ->
                    new BackupException(
                        folder + ": found no program tar on the PATH; expected it. Install it."));
    ClientResult said = work.client(work.unconnected(), tar, List.of("--version"));
    return new TarStream(tar, said.output().lines().findFirst().orElse("tar"));
  }

  /** Whether it writes what it reads in an order that is the same everywhere. */
  public boolean isSorted() {
    return version.contains(GNU);
  }

  List<String> command(Path folder) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--create", "--file=-"));
    if (isSorted()) {
      command.add("--sort=name");
    }
    command.addAll(List.of("--directory=" + folder, "."));
    return command;
  }

  /**
   * Reads what is in a folder, as a tar of it tells; writes nothing.
   *
   * @throws BackupException when not all of it could be read
   */
  public void read(BackupWork work, Path folder, TarReader.Sink sink)
      throws IOException, BackupException, ClientToolsException {
    TarReader reader = new TarReader(sink);
    ProcessChain.Ended ended =
        ProcessChain.run(
                work,
                List.of(new ProcessChain.Stage(command(folder), work.unconnected())),
                new byte[0],
                ProcessChain.Way.STRAIGHT,
                reader)
            .get(0);
    if (ended.exitCode() != 0) {
      throw new BackupException(
          folder
              + ": tar could not read it, exit code "
              + ended.exitCode()
              + ". It said: "
              + ended.errors());
    }
    reader.finish();
  }
}
