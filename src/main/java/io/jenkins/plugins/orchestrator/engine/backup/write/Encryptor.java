package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Encryption;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program that encrypts what goes through it, so that plain text is never on the disk. */
final class Encryptor {
  private final Encryption settings;
  private final Path program;
  private final Map<String, String> variables;

  private Encryptor(Encryption settings, Path program, Map<String, String> variables) {
    this.settings = settings;
    this.program = program;
    this.variables = variables;
  }

  /**
   * @throws BackupException when the program is not on the path
   */
  static Encryptor of(BackupWork work, Encryption settings) throws BackupException {
    Path program =
        onPath(work, settings.program())
            .orElseThrow(
                () ->
                    new BackupException(
                        "backup.encryption: found no program "
                            + settings.program()
                            + " on the PATH of this machine; expected it. Install it, or leave"
                            + " encryption out: nothing is written unencrypted instead."));
    return new Encryptor(settings, program, work.unconnected());
  }

  /** A program on the path of the run's environment. */
  static Optional<Path> onPath(BackupWork work, String name) {
    String path = work.context().variables().getOrDefault("PATH", "");
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (directory.startsWith("/")) {
        Path program = Path.of(directory, name);
        if (Files.isExecutable(program) && Files.isRegularFile(program)) {
          return Optional.of(program);
        }
      }
    }
    return Optional.empty();
  }

  /** Its name, which is also how its files end. */
  String name() {
    return settings.program();
  }

  /** The name of a file when it is encrypted. */
  String file(String name) {
    return name + "." + settings.program();
  }

  ProcessChain.Stage stage() {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    if (settings.program().equals("age")) {
      command.add("--encrypt");
    } else {
      // The configuration says whose key it is; gpg's web of trust is not asked as well. What comes
      // is compressed already.
      command.addAll(
          List.of(
              "--batch",
              "--no-tty",
              "--quiet",
              "--trust-model=always",
              "--compress-algo=none",
              "--encrypt"));
    }
    for (String recipient : settings.recipients()) {
      command.add("--recipient");
      command.add(recipient);
    }
    return new ProcessChain.Stage(command, variables);
  }
}
