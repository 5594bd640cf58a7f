package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/** Names a process so that another one that later gets its number is not taken for it. */
public final class ProcessName {
  private ProcessName() {}

  /** {@code <number>@<start in milliseconds since 1970>}. */
  public static String of(ProcessHandle process) {
    return process.pid()
        + "@"
        + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** The process of that name when it still lives. */
  static Optional<ProcessHandle> find(String name) {
    try {
      long pid = Long.parseLong(name.substring(0, name.indexOf('@')));
      return ProcessHandle.of(pid).filter(process -> process.isAlive() && of(process).equals(name));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not the name of a process: " + name, e);
    }
  }

  /** This machine, as far as processes are concerned. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
