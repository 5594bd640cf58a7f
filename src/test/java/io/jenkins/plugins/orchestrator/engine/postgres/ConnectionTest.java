package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting to a server that wants passwords over TCP, and trusts its socket. */
class ConnectionTest {
  private static final String PASSWORD = "p@ss w/rd:%'\\";
  private static final String ENCODED = "p%40ss%20w%2Frd%3A%25%27%5C";

  private static Path sockets;
  private static TestServer server;

  @BeforeAll
  static void startAServerWithASocketAndPasswords() throws IOException {
    // Short: the path of a Unix socket has room for 107 bytes.
    sockets = Files.createTempDirectory(Path.of("/tmp"), "orch");
    // The server may run as another user than the tests.
    Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
    server =
        TestServer.startOwn(
            17,
            Map.of(
                "unix_socket_directories",
                sockets.toString(),
                "password_encryption",
                "scram-sha-256"));
    server.execute(
        "postgres", "CREATE ROLE guarded LOGIN PASSWORD " + Session.quoteLiteral(PASSWORD));
    server.execute("postgres", "CREATE DATABASE \"\"\"; drop é\"");
    String file = show("hba_file");
    Files.writeString(
        Path.of(file),
        """
        local all postgres trust
        local all all scram-sha-256
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    server.execute("postgres", "SELECT pg_catalog.pg_reload_conf()");
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    server.close();
    Files.deleteIfExists(sockets);
  }

  private static String show(String setting) {
    try (java.sql.Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String socketHost() {
    return UrlText.encode(sockets.toString()) + ":" + server.port();
  }

  private static String tcpHost() {
    return "127.0.0.1:" + server.port();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Session open(String url) throws Exception {
    return Session.open(DatabaseUrl.parse(url, Map.of()), SessionSettings.named("test"));
  }

  private static String ask(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean throughSocket(Session session) throws SQLException {
    return ask(session, "SELECT pg_catalog.inet_server_addr() IS NULL").equals("t");
  }

  @Test
  void reachesAServerThroughTcpWithAPercentEncodedPassword() throws Exception {
    try (Session session =
        open("postgresql://guarded:" + ENCODED + "@" + tcpHost() + "/postgres")) {
      assertThat(ask(session, "SELECT current_user")).isEqualTo("guarded");
      assertThat(throughSocket(session)).isFalse();
    }
  }

  @Test
  void reachesAServerThroughItsSocketWithAPassword() throws Exception {
    try (Session session =
        open(
            "postgresql://guarded:" + ENCODED + "@" + socketHost() + "/postgres?sslmode=require")) {
      assertThat(ask(session, "SELECT current_user")).isEqualTo("guarded");
      assertThat(throughSocket(session)).isTrue();
    }
  }

  @Test
  void reachesADatabaseWithAHostileName() throws Exception {
    for (String host : List.of(tcpHost(), socketHost())) {
      try (Session session = open("postgresql://postgres@" + host + "/%22%3B%20drop%20%C3%A9")) {
        assertThat(ask(session, "SELECT current_database()")).isEqualTo("\"; drop é");
      }
    }
  }

  @Test
  void understandsJdbcUrlsAndTheirSearchPath() throws Exception {
    try (Session session =
        open(
            "jdbc:postgresql://"
                + tcpHost()
                + "/postgres?user=guarded&password="
                + ENCODED
                + "&currentSchema=a,%22b%20c%22")) {
      assertThat(ask(session, "SHOW search_path")).isEqualTo("a,\"b c\"");
    }
  }

  @Test
  void goesOnToTheNextHostWhenOneIsDown() throws Exception {
    String down = "127.0.0.1:" + freePort();
    String noSocket = "%2Fnowhere:5432";
    try (Session session =
        open("postgresql://postgres@" + down + "," + noSocket + "," + socketHost() + "/postgres")) {
      assertThat(throughSocket(session)).isTrue();
    }
    try (Session session =
        open("postgresql://postgres@" + noSocket + "," + tcpHost() + "/postgres")) {
      assertThat(throughSocket(session)).isFalse();
    }
  }

  @Test
  void saysWhatEveryHostSaidWhenNoneWillDo() throws Exception {
    int port = freePort();
    assertThatThrownBy(() -> open("postgresql://u@127.0.0.1:" + port + ",%2Fnowhere:5432/d"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("none of the hosts")
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("/nowhere");
  }

  @Test
  void stopsAtAHostThatRefusesThePasswordAndDoesNotSayIt() {
    SQLException refused =
        catchThrowableOfType(
            SQLException.class,
            () ->
                open(
                    "postgresql://guarded:wr0ng-one@"
                        + tcpHost()
                        + ","
                        + socketHost()
                        + "/postgres"));
    assertThat(refused.getSQLState()).isEqualTo("28P01");
    assertThat(refused.getMessage()).contains("guarded");
    assertThat(refused.toString()).doesNotContain("wr0ng");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "socket"})
  void refusesToGuessAPasswordThatIsNotGiven(String way) {
    String host = way.equals("tcp") ? tcpHost() : socketHost();
    assertThatThrownBy(() -> open("postgresql://guarded@" + host + "/postgres"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
  }

  @Test
  void saysThatADatabaseIsMissing() {
    SQLException missing =
        catchThrowableOfType(
            SQLException.class, () -> open("postgresql://postgres@" + tcpHost() + "/missing"));
    assertThat(missing.getSQLState()).isEqualTo("3D000");
  }

  @Test
  void asksForTheKindOfServerThatIsWanted() throws Exception {
    for (String kind : List.of("primary", "read-write", "prefer-standby", "any")) {
      open("postgresql://postgres@" + tcpHost() + "/postgres?target_session_attrs=" + kind).close();
    }
    for (String kind : List.of("standby", "read-only")) {
      assertThatThrownBy(
              () ->
                  open(
                      "postgresql://postgres@"
                          + tcpHost()
                          + "/postgres?target_session_attrs="
                          + kind))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("not of the kind " + kind);
    }
  }

  @Test
  void takesAPrimaryForOneAlsoInASessionThatOnlyReads() throws Exception {
    DatabaseTarget target =
        DatabaseUrl.parse(
            "postgresql://postgres@" + tcpHost() + "/postgres?target_session_attrs=read-write",
            Map.of());
    try (Session session = Session.open(target, SessionSettings.readOnly("test"))) {
      assertThat(ask(session, "SHOW default_transaction_read_only")).isEqualTo("on");
    }
  }

  @Test
  void letsItsOwnOptionsWinOverThoseOfTheUrl() throws Exception {
    DatabaseTarget target =
        DatabaseUrl.parse(
            "postgresql://postgres@"
                + tcpHost()
                + "/postgres?application_name=theirs&options=-c%20geqo%3Doff%20-c%20work_mem%3D1MB",
            Map.of());
    SessionSettings settings =
        SessionSettings.named("ours").withParameters(Map.of("work_mem", "2MB"));
    try (Session session = Session.open(target, settings)) {
      assertThat(ask(session, "SHOW geqo")).isEqualTo("off");
      assertThat(ask(session, "SHOW work_mem")).isEqualTo("2MB");
      assertThat(ask(session, "SHOW application_name")).isEqualTo("ours");
    }
  }

  @Test
  void demandsEncryptionWhereItIsAskedFor() {
    assertThatThrownBy(
            () -> open("postgresql://postgres@" + tcpHost() + "/postgres?sslmode=require"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("SSL");
  }

  @Test
  void cancelsAndTimesOutThroughASocketAsThroughTcp() throws Exception {
    try (Session session = open("postgresql://postgres@" + socketHost() + "/postgres");
        Statement statement = session.connection().createStatement()) {
      CompletableFuture<Void> cancel =
          CompletableFuture.runAsync(
              () -> {
                try {
                  statement.cancel();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              },
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertThatThrownBy(() -> statement.execute("SELECT pg_catalog.pg_sleep(30)"))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo("57014");
      cancel.join();
      assertThat(ask(session, "SELECT 1")).isEqualTo("1");
      session.connection().setNetworkTimeout(Runnable::run, 300);
      long start = System.nanoTime();
      assertThatThrownBy(() -> statement.execute("SELECT pg_catalog.pg_sleep(30)"))
          .isInstanceOf(SQLException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void carriesMegabytesThroughASocketInBothDirectionsAlsoOnAnInterruptedThread() throws Exception {
    try (Session session = open("postgresql://postgres@" + socketHost() + "/postgres")) {
      Thread.currentThread().interrupt();
      String text = "x".repeat(8_000_000);
      assertThat(ask(session, "SELECT '" + text + "'")).isEqualTo(text);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void endsAReadThroughASocketWhenTheServerEndsTheSession() throws Exception {
    try (Session session = open("postgresql://postgres@" + socketHost() + "/postgres")) {
      CompletableFuture<Void> kill =
          CompletableFuture.runAsync(
              () ->
                  server.execute(
                      "postgres",
                      "SELECT pg_catalog.pg_terminate_backend(" + session.backendPid() + ")"),
              CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
      assertThatThrownBy(() -> session.execute("SELECT pg_catalog.pg_sleep(30)"))
          .isInstanceOf(SQLException.class);
      kill.join();
    }
  }
}
