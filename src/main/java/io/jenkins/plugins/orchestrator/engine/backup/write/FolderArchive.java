package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Compression;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Archives a folder of files by {@code tar}, compressed by {@code zstd} where it is on the path,
 * else by Java's gzip. Symbolic links are kept as links.
 */
final class FolderArchive {
  private static final String NAME = "files.tar";
  private static final int FAST = 1;
  private static final int ZSTD_LEVEL = 3;

  /** Of GNU tar: some files changed while they were read; all of them are in the archive. */
  private static final int CHANGED = 1;

  private final BackupWork work;
  private final Path folder;
  private final BackupSettings settings;
  private final Path directory;
  private final @Nullable Encryptor encryptor;

  /**
   * @param folder an existing directory
   * @param directory where the backup's files are written
   * @param encryptor null when nothing is encrypted
   */
  FolderArchive(
      BackupWork work,
      Path folder,
      BackupSettings settings,
      Path directory,
      @Nullable Encryptor encryptor) {
    this.work = work;
    this.folder = folder;
    this.settings = settings;
    this.directory = directory;
    this.encryptor = encryptor;
  }

  /**
   * What was archived.
   *
   * @param entries files, directories and links
   * @param bytes of the files
   * @param unreadable what could not be read and is not in the archive
   */
  record Archived(ArchiveFacts archive, long entries, long bytes, List<String> unreadable) {}

  /**
   * Archives it.
   *
   * @throws BackupException when that failed; says what to do
   */
  Archived run() throws IOException, BackupException, ClientToolsException {
    Path real = folder.toRealPath();
    if (directory.toRealPath().startsWith(real)) {
      throw new BackupException(
          folder
              + ": found the folder of the backups in it; expected it elsewhere, as a backup would"
              + " hold all earlier ones. Name another backup.directory.");
    }
    Path tar =
        Encryptor.onPath(work, "tar")
            .orElseThrow(
                () ->
                    new BackupException(
                        folder + ": found no program tar on the PATH; expected it. Install it."));
    Scan scan = new Scan(work);
    Files.walkFileTree(real, scan);
    FreeSpace.check(work, directory, scan.bytes);
    work.say("archiving " + scan.entries + " files, " + Sizes.of(scan.bytes));
    Optional<Path> zstd = Encryptor.onPath(work, "zstd");
    How how = how(zstd);
    List<ProcessChain.Stage> stages = new ArrayList<>();
    stages.add(
        new ProcessChain.Stage(
            List.of(tar.toString(), "--create", "--file=-", "--directory=" + real, "."),
            work.unconnected()));
    if (how.method().equals("zstd")) {
      stages.add(
          new ProcessChain.Stage(
              List.of(
                  zstd.orElseThrow().toString(), "-" + how.level(), "--threads=0", "--stdout", "-"),
              work.unconnected()));
    }
    Encryptor program = encryptor;
    if (program != null) {
      stages.add(program.stage());
    }
    String plain = NAME + how.suffix();
    String name = program == null ? plain : program.file(plain);
    List<ProcessChain.Ended> ended;
    try (OutputStream file = DumpFiles.create(directory.resolve(name))) {
      Integer gzip = how.method().equals("gzip") ? Integer.valueOf(how.level()) : null;
      ended = ProcessChain.run(work, stages, new byte[0], new ProcessChain.Way(gzip, null), file);
    }
    judge(ended, scan);
    ArchiveFacts facts =
        new ArchiveFacts(
            "tar",
            name,
            how.method(),
            how.level(),
            program == null ? null : program.name(),
            version(tar),
            1);
    return new Archived(facts, scan.entries, scan.bytes, List.copyOf(scan.unreadable));
  }

  private void judge(List<ProcessChain.Ended> ended, Scan scan) throws BackupException {
    for (int i = ended.size() - 1; i > 0; i--) {
      refuse(ended.get(i));
    }
    ProcessChain.Ended tar = ended.get(0);
    boolean unreadableAlone = !scan.unreadable.isEmpty() && tar.exitCode() == 2;
    if (tar.exitCode() == CHANGED) {
      work.warn(
          "files-changed",
          folder + ": files changed while they were archived: " + tar.errors(),
          "Stop what writes there while it is backed up; databases are backed up as databases.");
    } else if (!unreadableAlone) {
      refuse(tar);
    }
  }

  private void refuse(ProcessChain.Ended ended) throws BackupException {
    if (ended.exitCode() == 0) {
      return;
    }
    throw new BackupException(
        FreeSpace.isFull(ended.errors())
            ? FreeSpace.full(directory, ended.errors())
            : folder
                + ": "
                + ended.program()
                + " failed, exit code "
                + ended.exitCode()
                + ". It said: "
                + ended.errors());
  }

  private record How(String method, int level, String suffix) {}

  private How how(Optional<Path> zstd) throws BackupException {
    Compression wanted = settings.compression();
    Integer level = settings.level();
    if (wanted == Compression.NONE) {
      return new How("none", 0, "");
    }
    if (wanted == Compression.ZSTD && zstd.isEmpty()) {
      throw new BackupException(
          "backup.compression: found no program zstd on the PATH; expected it for "
              + folder
              + ". Install it, or write gzip or auto.");
    }
    if (zstd.isPresent() && wanted != Compression.GZIP) {
      // Levels of lz4 go no further than 12; those of zstd further.
      return new How("zstd", level == null ? ZSTD_LEVEL : Math.max(1, Math.min(19, level)), ".zst");
    }
    return new How("gzip", level == null ? FAST : Math.max(1, Math.min(9, level)), ".gz");
  }

  private String version(Path tar) throws ClientToolsException {
    ClientResult said = work.client(work.unconnected(), tar, List.of("--version"));
    return said.output().lines().findFirst().orElse("tar");
  }

  /** Looks what there is before tar does. */
  private static final class Scan extends SimpleFileVisitor<Path> {
    private final BackupWork work;
    private final List<String> unreadable = new ArrayList<>();
    private long entries;
    private long bytes;

    Scan(BackupWork work) {
      this.work = work;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
      work.cancellation().check();
      entries++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      entries++;
      if (attributes.isRegularFile()) {
        bytes += attributes.size();
        if (!Files.isReadable(file)) {
          unreadable.add(file.toString());
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
        unreadable.add(file.toString());
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
