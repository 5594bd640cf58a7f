package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.embedded.EmbeddedBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command line as processes of their own, with a directory as their whole world.
 *
 * @param directory the working directory, with the state, the temporary and the written files in it
 */
record OrchestrateProcess(Path directory) {
  /** Starts a command; standard output and standard error go to files. */
  Process start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /** The same with options for Java. */
  Process start(List<String> options, String... arguments) throws IOException {
    Files.createDirectories(temporary());
    String classes = System.getProperty("surefire.test.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + temporary());
    String binaries = EmbeddedBinaries.DIRECTORY_PROPERTY;
    command.add("-D" + binaries + "=" + Path.of(System.getProperty(binaries)).toAbsolutePath());
    command.addAll(options);
    command.add("-cp");
    command.add(classes != null ? classes : System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("out.txt").toFile())
            .redirectError(directory.resolve("err.txt").toFile());
    builder.environment().put("ORCHESTRATE_STATE", state().toString());
    builder.environment().put("TMPDIR", temporary().toString());
    return builder.start();
  }

  Path state() {
    return directory.resolve("state");
  }

  Path temporary() {
    return directory.resolve("tmp");
  }

  String out() throws IOException {
    return Files.readString(directory.resolve("out.txt"));
  }

  String err() throws IOException {
    return Files.readString(directory.resolve("err.txt"));
  }

  /** What it made: everything under the state and the temporary directory. */
  List<Path> left() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path top : List.of(state(), temporary())) {
      if (Files.exists(top)) {
        try (Stream<Path> files = Files.walk(top)) {
          files.filter(Files::isRegularFile).forEach(found::add);
        }
      }
    }
    return found;
  }
}
