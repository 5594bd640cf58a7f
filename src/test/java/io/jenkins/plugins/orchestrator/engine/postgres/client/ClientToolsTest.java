package io.jenkins.plugins.orchestrator.engine.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientToolsTest {
  private static final ServerVersion V97 = new ServerVersion(970000);

  @TempDir Path directory;

  /** Versions far from any real one, so that what the machine has does not matter. */
  private Path install(String version) throws IOException {
    Path bin = Files.createDirectories(directory.resolve(version + "/bin"));
    for (String program : new String[] {"pg_dump", "pg_restore", "psql"}) {
      Path file = bin.resolve(program);
      Files.writeString(
          file, "#!/bin/sh\necho '" + program + " (PostgreSQL) " + version + " (Some 1.2)'\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return bin;
  }

  @Test
  void theServersOwnVersionIsBestThenTheNearestNewer() throws Exception {
    Map<String, String> variables =
        Map.of("PATH", install("99.1") + ":" + install("97.3") + ":" + install("98beta2"));
    ClientTools tools = ClientTools.locate(variables);
    assertThat(tools.forServer(V97).version()).isEqualTo(new ServerVersion(970003));
    assertThat(tools.forServer(new ServerVersion(960000)).version().major()).isEqualTo(97);
    assertThat(tools.forServer(new ServerVersion(980001)).version().major()).isEqualTo(98);
    assertThat(tools.forServers(V97, new ServerVersion(990000)).version().major()).isEqualTo(99);
    assertThat(tools.forServers(V97, new ServerVersion(1000000)).version().major()).isEqualTo(97);
  }

  @Test
  void theVariableComesBeforeThePath() throws Exception {
    Path first = install("97.1");
    Path second = install("97.2");
    ClientTools tools =
        ClientTools.locate(Map.of("PATH", second.toString(), "PG_BIN", first.toString()));
    assertThat(tools.forServer(V97).directory()).isEqualTo(first);
  }

  @Test
  void whatIsTooOldIsNamedTogetherWithWhatToInstall() throws Exception {
    ClientTools tools = ClientTools.locate(Map.of("PATH", install("97.1").toString()));
    assertThatThrownBy(() -> tools.forServer(new ServerVersion(980000)))
        .isInstanceOf(ClientToolsException.class)
        .hasMessageContaining("server of version 98")
        .hasMessageContaining("97.1 in " + directory)
        .hasMessageContaining("apt-get install postgresql-client-98")
        .hasMessageContaining("dnf install postgresql98")
        .hasMessageContaining("brew install postgresql@98")
        .hasMessageContaining("PG_BIN");
  }

  @Test
  void aDirectoryThatLacksAProgramOrHoldsSomethingElseIsPassedOver() throws Exception {
    Path incomplete = install("97.1");
    Files.delete(incomplete.resolve("psql"));
    Path other = install("98.1");
    Files.writeString(other.resolve("pg_dump"), "#!/bin/sh\necho 'something else 1.2'\n");
    ClientTools tools = ClientTools.locate(Map.of("PATH", incomplete + ":" + other + "::relative"));
    assertThat(tools.installations()).noneMatch(each -> each.version().major() > 96);
  }

  @Test
  void onlyANewClientOnAnOldServerNeedsTheFilter() {
    ClientInstallation client = new ClientInstallation(directory, new ServerVersion(170002));
    assertThat(client.needsFilterFor(new ServerVersion(160001))).isTrue();
    assertThat(client.needsFilterFor(new ServerVersion(170000))).isFalse();
    ClientInstallation old = new ClientInstallation(directory, new ServerVersion(160002));
    assertThat(old.needsFilterFor(new ServerVersion(150001))).isFalse();
  }
}
