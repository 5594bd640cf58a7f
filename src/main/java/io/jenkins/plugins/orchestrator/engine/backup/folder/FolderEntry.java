package io.jenkins.plugins.orchestrator.engine.backup.folder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory or link as a tar holds it.
 *
 * @param path relative to the folder, {@code .} for itself; bytes that are no UTF-8 are written as
 *     {@code \xHH}
 * @param kind what it is
 * @param mode its permissions in octal digits, such as {@code 0644}
 * @param size of a regular file in bytes, else 0
 * @param mtime when it was last changed, in seconds since 1970
 * @param sha256 of a regular file's bytes, in hexadecimal, else null
 * @param target of a link, else null
 */
public record FolderEntry(
    String path,
    Kind kind,
    String mode,
    long size,
    long mtime,
    @Nullable String sha256,
    @Nullable String target) {
  /** What a tar can hold. */
  public enum Kind {
    FILE,
    DIRECTORY,
    SYMLINK,
    /** Another name of a file that came before. */
    HARDLINK,
    /** A device or a pipe: it has no contents. */
    SPECIAL
  }

  /** What it has otherwise than the original, for people; empty when it is the same. */
  public List<String> differencesFrom(FolderEntry original) {
    List<String> all = new ArrayList<>();
    if (kind != original.kind) {
      all.add(path + ": " + words(kind) + "; expected " + words(original.kind));
      return all;
    }
    if (size != original.size) {
      all.add(path + ": " + size + " bytes; expected " + original.size);
    } else if (!java.util.Objects.equals(sha256, original.sha256)) {
      all.add(path + ": as many bytes as expected (" + size + "), but others");
    }
    if (!java.util.Objects.equals(target, original.target)) {
      all.add(path + ": a link to " + target + "; expected one to " + original.target);
    }
    if (!mode.equals(original.mode)) {
      all.add(path + ": mode " + mode + "; expected " + original.mode);
    }
    if (mtime != original.mtime) {
      all.add(path + ": changed at " + mtime + " s since 1970; expected " + original.mtime);
    }
    return all;
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case FILE -> "a file";
      case DIRECTORY -> "a directory";
      case SYMLINK -> "a symbolic link";
      case HARDLINK -> "a hard link";
      case SPECIAL -> "a device or pipe";
    };
  }
}
