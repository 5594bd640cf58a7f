package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.write.Encryptor;
import java.nio.file.Path;
import java.util.Map;

/** Programs on the path. */
final class Programs {
  private Programs() {}

  static Path find(String name, Map<String, String> variables) throws VerifyException {
    return Encryptor.onPath(variables, name)
        .orElseThrow(
            () ->
                new VerifyException(
                    "found no program "
                        + name
                        + " on the path; expected it, to read the backup. Install it."));
  }
}
