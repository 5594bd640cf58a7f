package io.jenkins.plugins.orchestrator.engine.backup;

import java.nio.file.Files;
import java.nio.file.Path;

/** A run in a process of its own, to be killed. */
final class BackupProcess {
  private BackupProcess() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    new BackupScenario(directory).run(Files.readString(directory.resolve("databases.yaml")));
  }

  static Process start(Path directory, String yaml) throws Exception {
    Files.writeString(directory.resolve("databases.yaml"), yaml);
    String classes = System.getProperty("surefire.test.class.path");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes != null ? classes : System.getProperty("java.class.path"),
            BackupProcess.class.getName(),
            directory.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out.txt").toFile())
        .start();
  }
}
