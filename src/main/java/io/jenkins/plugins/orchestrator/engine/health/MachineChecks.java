package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The machine on which this process runs.
 *
 * @param proc {@code /proc} of Linux
 * @param processors how many there are
 */
record MachineChecks(Path proc, int processors) {
  private static final Pattern MEMORY =
      Pattern.compile("(?m)^(MemTotal|MemAvailable):\\s+(\\d+) kB");
  private static final Pattern PERCENT = Pattern.compile("(\\d+)%");
  private static final Duration DF_LIMIT = Duration.ofSeconds(5);
  private static final String CLEAN =
      "find out what fills it: du -xh --max-depth=2 PATH | sort -h | tail; clean old logs, archive"
          + " data, expand the volume";

  static MachineChecks ofThisMachine() {
    return new MachineChecks(Path.of("/proc"), Runtime.getRuntime().availableProcessors());
  }

  /** The host's name, as the kernel knows it; empty where it does not say. */
  String name() {
    try {
      return Files.readString(proc.resolve("sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** The space used of what ordinary users may use, as {@code df} counts it. */
  static Measured disks(List<String> paths, Deadline deadline) {
    return Measured.of(FileSystems.within(deadline).look(paths, path -> disk(path, path)), "");
  }

  /** The same of one. */
  static Measured disk(String path, String object, Deadline deadline) {
    return Measured.of(
        FileSystems.within(deadline).look(List.of(path), each -> disk(each, object)), "");
  }

  private static Measured.Row disk(String path, String object) {
    try {
      FileStore store = Files.getFileStore(Path.of(path));
      double used = store.getTotalSpace() - store.getUnallocatedSpace();
      double usable = store.getUsableSpace();
      if (used + usable <= 0) {
        return new Measured.Row(null, object + ": it has no size", null, path);
      }
      return new Measured.Row(
          100 * used / (used + usable), object, CLEAN.replace("PATH", path), path);
    } catch (IOException | InvalidPathException e) {
      return new Measured.Row(null, object + ": not readable on this machine: " + e, null, path);
    }
  }

  /**
   * By {@code df -Pi}: Java does not know inodes. File systems without a fixed number have none.
   */
  static Measured inodes(
      List<String> paths,
      Map<String, String> variables,
      Cancellation cancellation,
      Deadline deadline) {
    return Measured.of(
        FileSystems.within(deadline).look(paths, path -> inodes(path, variables, cancellation)),
        "the file systems have no fixed number of inodes");
  }

  private static Measured.@Nullable Row inodes(
      String path, Map<String, String> variables, Cancellation cancellation) {
    try {
      ClientResult result =
          new ClientProcess(
                  Map.of("PATH", variables.getOrDefault("PATH", "/usr/bin:/bin"), "LC_ALL", "C"),
                  Redactor.of(List.of()),
                  cancellation,
                  DF_LIMIT,
                  ClientProcess.Listener.none())
              .run(Path.of("df"), List.of("-Pi", "--", path));
      String[] lines = result.output().strip().split("\n", -1);
      Matcher percent = PERCENT.matcher(lines[lines.length - 1]);
      if (result.exitCode() != 0) {
        return new Measured.Row(null, path + ": df failed: " + result.errors(), null, path);
      }
      return percent.find()
          ? new Measured.Row(
              Double.parseDouble(percent.group(1)),
              path,
              "find out where the many files are: du --inodes -x -d 2 " + path + " | sort -n",
              path)
          : null;
    } catch (ClientToolsException e) {
      return new Measured.Row(null, path + ": " + e.getMessage(), null, path);
    }
  }

  /** {@code MemAvailable} of {@code /proc/meminfo}: what programs can get without swapping. */
  Measured memory() {
    try {
      double total = 0;
      double available = -1;
      Matcher line = MEMORY.matcher(Files.readString(proc.resolve("meminfo")));
      while (line.find()) {
        double kilobytes = Double.parseDouble(line.group(2));
        if (line.group(1).equals("MemTotal")) {
          total = kilobytes;
        } else {
          available = kilobytes;
        }
      }
      return total <= 0 || available < 0
          ? Measured.unknown("no MemTotal and MemAvailable in " + proc.resolve("meminfo"))
          : Measured.one(
              100 * (1 - available / total),
              "of " + Amount.plain(total / 1024 / 1024) + " GiB",
              "who has it: ps -eo pid,rss,args --sort=-rss | head");
    } catch (IOException e) {
      return Measured.unknown("this machine has no " + proc.resolve("meminfo"));
    }
  }

  /** The second number of {@code /proc/loadavg} by the number of processors. */
  Measured load() {
    try {
      String[] words = Files.readString(proc.resolve("loadavg")).strip().split("\\s+", -1);
      return Measured.one(
          Double.parseDouble(words[1]) / processors,
          "per processor (" + words[1] + " by " + processors + ")",
          "who uses them: ps -eo pid,pcpu,args --sort=-pcpu | head");
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Measured.unknown("this machine has no " + proc.resolve("loadavg"));
    }
  }

  /**
   * Whether a server's process is one of this machine: its session's process is here, and says for
   * whom. In a container it would have another number, or belong to something else.
   */
  boolean runs(int backend, String user, String database) {
    try {
      String title =
          Files.readString(proc.resolve(Integer.toString(backend)).resolve("cmdline"))
              .replace('\0', ' ');
      return title.startsWith("postgres: ") && title.contains(user + " " + database + " ");
    } catch (IOException e) {
      return false;
    }
  }
}
