package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordFileTest {
  private static final String LINES =
      """
      # h:5432:db:u:commented out
      h:5432:db:u:exact
      h:*:*:u:any\\:port\\\\
      *:5433:*:*:any host
      localhost:5432:*:u:local
      /my/sockets:5432:*:u:socket
      a\\:b:5432:we\\:ird:*:weird
      empty:*:*:*:
      short:5432:db
      cut:*:*:*:one:two
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "h, 5432, db, u, exact",
    "h, 5432, other, u, any:port\\",
    "h, 5433, db, u, any:port\\",
    "h, 5433, db, v, any host",
    "h, 5432, db, v, ",
    "localhost, 5432, db, u, local",
    "/tmp, 5432, db, u, local",
    "/var/run/postgresql, 5432, db, u, local",
    "/my/sockets, 5432, db, u, socket",
    "/my/others, 5432, db, u, ",
    "a:b, 5432, we:ird, u, weird",
    "empty, 5432, db, u, ",
    "short, 5432, db, u, ",
    "cut, 5432, db, u, one",
  })
  void findsTheFirstLineThatFits(
      String host, int port, String database, String user, String password) {
    assertThat(
            PasswordFile.parse(LINES)
                .find(new DatabaseTarget.Host(host, port), database, user)
                .map(Secret::reveal)
                .orElse(null))
        .isEqualTo(password);
  }

  private Path write(String name, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "*:*:*:*:hunter22\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void isFoundByPgpassfileAndInTheHomeDirectory() throws Exception {
    Path file = write(".pgpass", "rw-------");
    Map<String, String> byVariable = Map.of("PGPASSFILE", file.toString());
    Map<String, String> byHome = Map.of("HOME", directory.toString());
    for (Map<String, String> variables : java.util.List.of(byVariable, byHome)) {
      DatabaseUrl.Reading reading = DatabaseUrl.read("postgresql://u@h/d", variables);
      assertThat(reading.target().password()).isEqualTo(Secret.of("hunter22"));
      assertThat(reading.passwordOrigin()).isEqualTo(DatabaseUrl.PasswordOrigin.FILE);
    }
    assertThat(DatabaseUrl.parse("postgresql://u@h/d?passfile=" + file, Map.of()).password())
        .isEqualTo(Secret.of("hunter22"));
  }

  @ParameterizedTest
  @CsvSource({"rw-r-----", "rw----r--", "rw--w----"})
  void isIgnoredWithAWarningWhenOthersCanReachIt(String mode) throws Exception {
    Path file = write("loose", mode);
    DatabaseUrl.Reading reading =
        DatabaseUrl.read("postgresql://u@h/d", Map.of("PGPASSFILE", file.toString()));
    assertThat(reading.target().password()).isNull();
    assertThat(reading.warnings())
        .extracting(DatabaseUrl.Warning::code)
        .containsExactly("password-file-ignored");
  }

  @Test
  void mayBeMissing() throws Exception {
    DatabaseUrl.Reading reading =
        DatabaseUrl.read(
            "postgresql://u@h/d", Map.of("PGPASSFILE", directory.resolve("none").toString()));
    assertThat(reading.target().password()).isNull();
    assertThat(reading.warnings()).isEmpty();
  }

  @Test
  void mustNotGiveTheHostsOfOneUrlDifferentPasswords() throws Exception {
    Path file = Files.writeString(directory.resolve("two"), "a:*:*:*:one\nb:*:*:*:two\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(
            () -> DatabaseUrl.parse("postgresql://u@a,b/d", Map.of("PGPASSFILE", file.toString())))
        .isInstanceOf(DatabaseUrlException.class)
        .hasMessageContaining("different passwords");
  }
}
