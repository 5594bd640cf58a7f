package io.jenkins.plugins.orchestrator.engine.backup.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the disk holds a backup. */
final class FreeSpace {
  private FreeSpace() {}

  /** What the programs and Java say in the language that they are run in. */
  static boolean isFull(String errors) {
    return errors.contains("No space left on device") || errors.contains("Disk quota exceeded");
  }

  /** The failure in a sentence. */
  static String full(Path directory, String errors) {
    return "the disk of "
        + directory.getParent()
        + " is full. Nothing of this backup is kept. Free space there, keep fewer backups, or put"
        + " backup.directory elsewhere. It said: "
        + errors;
  }

  /** Says when it will be close; a dump is smaller than its database, nobody knows by how much. */
  static void check(BackupWork work, Path directory, long bytes) throws IOException {
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < bytes) {
      work.warn(
          "little-space",
          "the disk of the backups has "
              + Sizes.of(usable)
              + " left, less than the "
              + Sizes.of(bytes)
              + " of what is backed up",
          "A compressed dump is a fifth to a half of its database, as a rule. Free space, or keep"
              + " fewer backups.");
    }
  }
}
