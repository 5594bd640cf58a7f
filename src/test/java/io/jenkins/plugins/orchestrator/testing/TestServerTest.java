package io.jenkins.plugins.orchestrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestServerTest {
  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void startsTheServerOfEachSupportedVersion(int major) throws SQLException {
    TestServer server = TestServer.of(major);
    try (Connection connection = server.connect(server.createDatabase())) {
      assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(major);
    }
  }
}
