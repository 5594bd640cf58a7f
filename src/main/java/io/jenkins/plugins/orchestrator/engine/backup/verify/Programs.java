package io.jenkins.plugins.orchestrator.engine.backup.verify;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Programs on the path. */
final class Programs {
  private Programs() {}

  static Path find(String name, Map<String, String> variables) throws VerifyException {
    String path = variables.getOrDefault("PATH", "");
    for (String directory : path.split(Pattern.quote(File.pathSeparator), -1)) {
      if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, name))) {
        return Path.of(directory, name);
      }
    }
    throw new VerifyException(
        "found no program " + name + " on the path; expected it, to read the backup. Install it.");
  }
}
