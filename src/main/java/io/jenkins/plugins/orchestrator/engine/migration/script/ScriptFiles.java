package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files below a directory, by their paths relative to it with {@code /}; hidden ones are left
 * out. Reads them on demand, never outside the directory, whatever links or names say.
 */
final class ScriptFiles {
  /** More than any directory of migrations has; what has more is the wrong directory. */
  static final int MAX_FILES = 50_000;

  private static final int MAX_DEPTH = 16;

  /** How much of a file decides what it is. */
  private static final int HEAD_BYTES = 64 * 1024;

  /** Several formats look at each; kept, they are at most 64 MB. */
  private static final int KEPT_HEADS = 1000;

  private final Map<String, String> heads = new HashMap<>();
  private final Path realRoot;
  private final String shown;
  private final SortedMap<String, Path> files;
  private final Remarks remarks;
  private final long maxBytes;
  private long bytesRead;

  private ScriptFiles(
      Path realRoot, String shown, SortedMap<String, Path> files, Remarks remarks, long maxBytes) {
    this.realRoot = realRoot;
    this.shown = shown;
    this.files = files;
    this.remarks = remarks;
    this.maxBytes = maxBytes;
  }

  /**
   * Lists a directory.
   *
   * @param shown its path as the user knows it
   * @param maxBytes how much may be read out of it in all
   * @return null when there is nothing to list; the remarks say why
   */
  static @Nullable ScriptFiles list(String shown, Path directory, Remarks remarks, long maxBytes) {
    String expected = "a directory of migrations";
    if (!Files.exists(directory)) {
      remarks.problem(shown, 0, "no such directory", expected, "check migrations.path");
      return null;
    }
    if (!Files.isDirectory(directory)) {
      remarks.problem(shown, 0, "a file", expected, "name the directory that holds it");
      return null;
    }
    SortedMap<String, Path> files = new TreeMap<>();
    try {
      Path realRoot = directory.toRealPath();
      Files.walkFileTree(
          realRoot,
          Set.of(FileVisitOption.FOLLOW_LINKS),
          MAX_DEPTH,
          new ScriptLister(realRoot, files, link -> leadsOut(shown + "/" + link, shown, remarks)));
      if (files.size() > MAX_FILES) {
        remarks.problem(shown, 0, "more than " + MAX_FILES + " files", expected, null);
        return null;
      }
      return new ScriptFiles(realRoot, withoutLastSlash(shown), files, remarks, maxBytes);
    } catch (IOException e) {
      remarks.problem(
          shown, 0, "a directory that cannot be read (" + reason(e) + ")", expected, null);
      return null;
    }
  }

  private static void leadsOut(String link, String directory, Remarks remarks) {
    remarks.problem(
        link,
        0,
        "a link that leads out of the directory",
        "a file or directory in " + directory,
        "copy what it leads to into the directory");
  }

  private static String withoutLastSlash(String path) {
    String slashed = path.replace('\\', '/');
    return slashed.length() > 1 && slashed.endsWith("/")
        ? slashed.substring(0, slashed.length() - 1)
        : slashed;
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName();
  }

  Remarks remarks() {
    return remarks;
  }

  /** The directory as the user knows it. */
  String shown() {
    return shown;
  }

  /** A file's path as the user knows it. */
  String shown(String file) {
    return shown.isEmpty() || shown.equals(".") ? file : shown + "/" + file;
  }

  /** The paths of all files, sorted. */
  SortedSet<String> all() {
    return new TreeSet<>(files.keySet());
  }

  /** The names of the files that are in the directory itself, sorted. */
  List<String> top() {
    return files.keySet().stream().filter(file -> file.indexOf('/') < 0).toList();
  }

  /** The names of the directories in the directory that hold a file, sorted. */
  SortedSet<String> directories() {
    SortedSet<String> directories = new TreeSet<>();
    for (String file : files.keySet()) {
      int slash = file.indexOf('/');
      if (slash > 0) {
        directories.add(file.substring(0, slash));
      }
    }
    return directories;
  }

  boolean has(String file) {
    return files.containsKey(file);
  }

  /** Whether a pattern is found in the beginning of a file; bytes are taken for characters. */
  boolean headHas(String file, Pattern pattern) {
    String head = heads.get(file);
    if (head == null) {
      head = head(file);
      if (heads.size() < KEPT_HEADS) {
        heads.put(file, head);
      }
    }
    return pattern.matcher(head).find();
  }

  private String head(String file) {
    Path path = files.get(file);
    if (path == null || !inside(path)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Whoever reads the file whole says so.
      return "";
    }
  }

  private boolean inside(Path path) {
    try {
      return path.toRealPath().startsWith(realRoot);
    } catch (IOException e) {
      return false;
    }
  }

  /** A file of the list, or null when it is not there or wrong; then the remarks say so. */
  @Nullable ScriptFile read(String file) {
    Path path = files.get(file);
    if (path == null) {
      remarks.problem(shown(file), 0, "no such file", "a file", null);
      return null;
    }
    if (!inside(path)) {
      leadsOut(shown(file), shown, remarks);
      return null;
    }
    try (InputStream in = Files.newInputStream(path)) {
      long left = maxBytes - bytesRead;
      byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, Math.max(0, left) + 1));
      if (bytes.length > left) {
        if (left >= 0) {
          remarks.problem(
              shown(file),
              0,
              "more than " + maxBytes + " bytes of scripts, up to and with this file",
              "at most " + maxBytes + " bytes in all",
              "data belongs into files of its own, loaded by other means");
        }
        // Once is enough: every further file is over the limit too.
        bytesRead = maxBytes + 1;
        return null;
      }
      bytesRead += bytes.length;
      String text = Utf8.decode(shown(file), bytes, remarks);
      return text == null ? null : ScriptFile.of(shown(file), text, bytes);
    } catch (IOException e) {
      remarks.problem(
          shown(file),
          0,
          "a file that cannot be read (" + reason(e) + ")",
          "a readable file",
          null);
      return null;
    }
  }

  /** All of a file as one script; null as with {@link #read}. */
  @Nullable ScriptText readWhole(String file, TransactionMode transaction) {
    ScriptFile read = read(file);
    return read == null ? null : read.whole(transaction);
  }
}
