package io.jenkins.plugins.orchestrator.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedProgramsTest {
  @TempDir private Path directory;

  @Test
  void unpacksForSeveralCommandsThatStartAtOnceAndLeavesOneCopy() throws Exception {
    Path archive = EmbeddedBinaries.ofBuild(17).directory().resolve("postgres-17.jar");
    Files.createSymbolicLink(directory.resolve("postgres-17.jar"), archive.toAbsolutePath());
    CountDownLatch start = new CountDownLatch(1);
    Callable<EmbeddedPrograms> command =
        () -> {
          start.await();
          return EmbeddedPrograms.of(new EmbeddedBinaries(directory, 17));
        };
    ExecutorService commands = Executors.newFixedThreadPool(2);
    try {
      List<Future<EmbeddedPrograms>> both =
          List.of(commands.submit(command), commands.submit(command));
      start.countDown();
      Path home = both.get(0).get().home();
      assertThat(both.get(1).get().home()).isEqualTo(home);
      assertThat(home.resolve("bin/postgres")).isExecutable();
      assertThat(directory).isDirectoryNotContaining("glob:**.partial-*");
    } finally {
      commands.shutdownNow();
    }
  }
}
