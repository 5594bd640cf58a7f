package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderEntry;
import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderList;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.backup.write.TarStream;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TemporaryPath;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The restore of a folder's backup into a directory of ours, which closing deletes. Nobody but this
 * user gets into it; owners are not restored.
 */
final class FolderRestore implements AutoCloseable {
  private static final int BY_SIGNAL = 128;
  private static final int MOST = 100;

  private final Path directory;
  private final Manifest manifest;
  private final VerifyOptions options;
  private final RunContext context;
  private final Snapshots snapshots;
  private final Cancellation cancellation;
  private final BackupWork work;
  private final @Nullable DecryptedFile list;
  private @Nullable TemporaryPath target;
  private Duration restoreTime = Duration.ZERO;

  private FolderRestore(
      Path directory,
      Manifest manifest,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation,
      @Nullable DecryptedFile list) {
    this.directory = directory;
    this.manifest = manifest;
    this.options = options;
    this.context = context;
    this.snapshots = snapshots;
    this.cancellation = cancellation;
    this.work =
        new BackupWork(
            manifest.environment(), context.with(cancellation), snapshots, new ArrayList<>());
    this.list = list;
  }

  /** Opens a backup, whose hashes were right; restores nothing yet. */
  static FolderRestore open(
      Path directory,
      Manifest manifest,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation)
      throws IOException, ClientToolsException, VerifyException {
    String name = FolderList.of(manifest).orElse(null);
    DecryptedFile list =
        name == null
            ? null
            : DecryptedFile.open(
                directory, manifest.archive(), name, options, context, snapshots, cancellation);
    return new FolderRestore(directory, manifest, options, context, snapshots, cancellation, list);
  }

  /** What a list says in short. */
  private record Size(long entries, long bytes) {}

  private Size size() throws IOException {
    long entries = 0;
    long bytes = 0;
    if (list != null) {
      try (FolderList lines = FolderList.open(list.path())) {
        for (FolderEntry each = lines.next(); each != null; each = lines.next()) {
          cancellation.check();
          entries++;
          bytes += each.size();
        }
      }
    }
    return new Size(entries, bytes);
  }

  /**
   * Extracts all of it.
   *
   * @throws VerifyException when that says nothing about the backup
   * @throws BrokenBackupException when tar cannot read it
   */
  void restore() throws IOException, ClientToolsException, VerifyException, BrokenBackupException {
    try (DecryptedFile archive =
        DecryptedFile.open(
            directory,
            manifest.archive(),
            manifest.archive().path(),
            options,
            context,
            snapshots,
            cancellation)) {
      TemporaryPath made = snapshots.temporary("folder");
      target = made;
      PrivateFiles.createDirectory(made.path());
      Path files = Files.createDirectory(made.path().resolve("files"));
      RestoreSpace.refuseFullDisk(
          files, list == null ? Files.size(archive.path()) : size().bytes(), "the restored files");
      long start = System.nanoTime();
      ClientResult result =
          new ClientProcess(
                  ClientVariables.unconnected(context.variables()),
                  context.redactor(),
                  cancellation,
                  options.timeout(),
                  snapshots.children())
              .run(Programs.find("tar", context.variables()), arguments(archive.path(), files));
      restoreTime = Duration.ofNanos(System.nanoTime() - start);
      if (!result.succeeded()) {
        throw failed(result);
      }
    }
  }

  private List<String> arguments(Path archive, Path files) throws VerifyException {
    List<String> arguments =
        new ArrayList<>(List.of("--extract", "--no-same-owner", "--preserve-permissions"));
    String compression = manifest.archive().compression();
    if (!compression.equals("none")) {
      arguments.add("--use-compress-program=" + Programs.find(compression, context.variables()));
    }
    arguments.add("--file=" + archive);
    arguments.add("--directory=" + files);
    return arguments;
  }

  private BrokenBackupException failed(ClientResult result) throws VerifyException {
    String text =
        manifest.archive().path()
            + ": tar cannot restore it, exit code "
            + result.exitCode()
            + ". It said: "
            + result.errors();
    boolean isOutside =
        result.exitCode() > BY_SIGNAL
            || result.errors().contains("No space left on device")
            || result.errors().contains("Disk quota exceeded")
            || result.errors().contains("Operation not permitted");
    if (isOutside) {
      throw new VerifyException(
          text + " (This says nothing about the backup: its hashes are right. Try again.)");
    }
    return new BrokenBackupException(text);
  }

  /**
   * What a comparison showed.
   *
   * @param entries how many were compared
   * @param bytes of the files
   * @param differences what is otherwise, bounded
   * @param notCompared why nothing was compared, null when it was
   */
  record Compared(
      long entries, long bytes, List<String> differences, @Nullable String notCompared) {
    static Compared not(String why) {
      return new Compared(0, 0, List.of(), why);
    }
  }

  /** Reads every restored file and holds it against the list that was written with the archive. */
  Compared compare() throws IOException, ClientToolsException, VerifyException {
    DecryptedFile yardstick = list;
    if (yardstick == null) {
      return Compared.not("the files were not compared: the backup holds no list of them");
    }
    try {
      TarStream tar = TarStream.find(work, directory);
      TarStream writer = new TarStream(directory, manifest.archive().client());
      if (!tar.isSorted() || !writer.isSorted()) {
        return Compared.not(
            "the files were not compared: found "
                + tar.version()
                + " here and "
                + manifest.archive().client()
                + " in the manifest; expected GNU tar, which sorts");
      }
      Size size = size();
      Comparison comparison = new Comparison();
      try (FolderList lines = FolderList.open(yardstick.path())) {
        tar.read(
            work,
            java.util.Objects.requireNonNull(target).path().resolve("files"),
            entry -> comparison.next(entry, lines));
        comparison.rest(lines);
      }
      return new Compared(size.entries(), size.bytes(), comparison.told(), null);
    } catch (BackupException e) {
      throw new VerifyException(String.valueOf(e.getMessage()));
    }
  }

  /** Both sides come in the same order: by name, directory by directory. */
  private static final class Comparison {
    private final List<String> differences = new ArrayList<>();
    private long count;
    private @Nullable FolderEntry expected;
    private boolean begun;

    void next(FolderEntry found, FolderList lines) throws IOException {
      if (!begun) {
        begun = true;
        expected = lines.next();
      }
      FolderEntry original = expected;
      while (original != null && isBefore(original.path(), found.path())) {
        add(List.of(original.path() + ": missing"));
        original = lines.next();
      }
      if (original == null || !original.path().equals(found.path())) {
        add(List.of(found.path() + ": not in the original"));
      } else {
        add(found.differencesFrom(original));
        original = lines.next();
      }
      expected = original;
    }

    void rest(FolderList lines) throws IOException {
      for (FolderEntry each = begun ? expected : lines.next(); each != null; each = lines.next()) {
        add(List.of(each.path() + ": missing"));
      }
    }

    /** A directory comes before what is in it, and all of that before what is beside it. */
    private static boolean isBefore(String one, String other) {
      if (one.equals(".") || other.equals(".")) {
        return one.equals(".") && !other.equals(".");
      }
      String[] left = one.split("/", -1);
      String[] right = other.split("/", -1);
      for (int i = 0; i < Math.min(left.length, right.length); i++) {
        int order = left[i].compareTo(right[i]);
        if (order != 0) {
          return order < 0;
        }
      }
      return left.length < right.length;
    }

    private void add(List<String> some) {
      count += some.size();
      for (String each : some) {
        if (differences.size() < MOST) {
          differences.add(each);
        }
      }
    }

    List<String> told() {
      List<String> all = new ArrayList<>(differences);
      if (count > MOST) {
        all.add("and " + (count - MOST) + " more differences");
      }
      return all;
    }
  }

  Duration restoreTime() {
    return restoreTime;
  }

  @Override
  public void close() throws IOException {
    try {
      TemporaryPath made = target;
      if (made != null) {
        openUp(made.path());
        made.close();
      }
    } finally {
      if (list != null) {
        list.close();
      }
    }
  }

  /** A directory that its owner may not write is not emptied. */
  private static void openUp(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
              Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
              openUp(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
