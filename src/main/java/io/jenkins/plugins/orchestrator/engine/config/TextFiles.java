package io.jenkins.plugins.orchestrator.engine.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text files that a configuration names, each read once. */
final class TextFiles {
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final @Nullable Path workingDirectory;
  private final Path configurationDirectory;
  private final Map<String, Content> contents = new HashMap<>();

  /**
   * @param workingDirectory null when no file may be read
   */
  TextFiles(@Nullable Path workingDirectory, Path configurationDirectory) {
    this.workingDirectory = workingDirectory;
    this.configurationDirectory = configurationDirectory;
  }

  /**
   * A file's text.
   *
   * @param text null when there is a problem
   * @param problem what is there instead
   */
  record Content(@Nullable String text, String problem) {}

  /** Relative to the working directory, else to the configuration file. */
  Content read(String name) {
    return contents.computeIfAbsent(name, this::load);
  }

  private Content load(String name) {
    if (workingDirectory == null) {
      return new Content(null, "the file " + name + ", but there is no workspace to read it from");
    }
    try {
      Path file = workingDirectory.resolve(name);
      if (!Files.exists(file)) {
        file = configurationDirectory.resolve(name);
      }
      if (!Files.isRegularFile(file)) {
        return new Content(null, "no file " + name);
      }
      if (Files.size(file) > MOST_BYTES) {
        return new Content(null, "the file " + name + " of more than " + MOST_BYTES + " bytes");
      }
      String text = Files.readString(file);
      return new Content(text.startsWith("\ufeff") ? text.substring(1) : text, "");
    } catch (CharacterCodingException e) {
      return new Content(null, "the file " + name + ", which is not UTF-8");
    } catch (IOException e) {
      return new Content(null, "the file " + name + ", which cannot be read");
    } catch (InvalidPathException e) {
      return new Content(null, "a name that no file can have");
    }
  }
}
