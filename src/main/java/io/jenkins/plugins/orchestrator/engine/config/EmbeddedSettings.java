package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.util.List;

/**
 * The server that {@code --embedded} starts in place of the environment's own.
 *
 * @param version major version, 14 to 18
 * @param init scripts that fill it, in order
 */
public record EmbeddedSettings(int version, List<InitScript> init) implements Serializable {
  public EmbeddedSettings {
    init = List.copyOf(init);
  }

  /**
   * A script.
   *
   * @param file the file's path as the user knows it
   * @param sql its text
   */
  public record InitScript(String file, String sql) implements Serializable {}
}
