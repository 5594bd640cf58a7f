package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parameters of TLS mean, on a server with a certificate for {@code localhost}. */
class TlsTest {
  @TempDir static Path directory;
  private static TestServer server;

  @BeforeAll
  static void startAServerWithACertificate() throws Exception {
    makeCertificate("server", "localhost");
    makeCertificate("stranger", "localhost");
    makeCertificate("client", "certified");
    server = TestServer.startOwn(17, Map.of());
    Path data = Path.of(ask("SHOW data_directory"));
    for (String name : new String[] {"server.crt", "server.key", "client.crt"}) {
      Path copy = Files.copy(directory.resolve(name), data.resolve(name));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Files.setOwner(copy, Files.getOwner(data)); // the server wants it to be its own
    }
    Files.writeString(
        data.resolve("pg_hba.conf"),
        """
        hostssl all certified all cert
        host all postgres all trust
        """);
    server.execute("postgres", "CREATE ROLE certified LOGIN");
    server.execute("postgres", "ALTER SYSTEM SET ssl_ca_file = 'client.crt'");
    server.execute("postgres", "ALTER SYSTEM SET ssl = on");
    server.execute("postgres", "SELECT pg_catalog.pg_reload_conf()");
    for (int i = 0; i < 100 && !ask("SHOW ssl").equals("on"); i++) {
      Thread.sleep(50);
    }
  }

  @AfterAll
  static void stopTheServer() {
    server.close();
  }

  /** {@code name.crt} and {@code name.key}, both PEM, signed by itself. */
  private static void makeCertificate(String name, String subject) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + subject,
                "-ext",
                "san=dns:" + subject,
                "-ext",
                "bc=ca:true",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    write(name + ".crt", "CERTIFICATE", keys.getCertificate("it").getEncoded());
    Path key =
        write(
            name + ".key", "PRIVATE KEY", keys.getKey("it", "changeit".toCharArray()).getEncoded());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private static Path write(String file, String type, byte[] content) throws Exception {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n");
  }

  private static String ask(String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean isEncrypted(String host, String user, String parameters) throws Exception {
    String url =
        "postgresql://" + user + "@" + host + ":" + server.port() + "/postgres?" + parameters;
    try (Session session =
            Session.open(DatabaseUrl.parse(url, Map.of()), SessionSettings.named("test"));
        Statement statement = session.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ssl FROM pg_catalog.pg_stat_ssl"
                    + " WHERE pid = pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static String roots(String name) {
    return "sslrootcert=" + UrlText.encode(directory.resolve(name).toString());
  }

  @Test
  void encryptsWhereTheServerCanUnlessToldOtherwise() throws Exception {
    assertThat(isEncrypted("127.0.0.1", "postgres", "")).isTrue();
    assertThat(isEncrypted("127.0.0.1", "postgres", "sslmode=allow")).isFalse();
    assertThat(isEncrypted("127.0.0.1", "postgres", "sslmode=disable")).isFalse();
  }

  @Test
  void checksTheChainAndWithVerifyFullAlsoTheName() throws Exception {
    assertThat(isEncrypted("localhost", "postgres", "sslmode=verify-full&" + roots("server.crt")))
        .isTrue();
    assertThat(isEncrypted("127.0.0.1", "postgres", "sslmode=verify-ca&" + roots("server.crt")))
        .isTrue();
    assertThatThrownBy(
            () ->
                isEncrypted("127.0.0.1", "postgres", "sslmode=verify-full&" + roots("server.crt")))
        .isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void refusesAServerThatTheRootsDoNotVouchForAsLibpqDoes(String mode) {
    assertThatThrownBy(
            () ->
                isEncrypted(
                    "localhost", "postgres", "sslmode=" + mode + "&" + roots("stranger.crt")))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void refusesAServerThatTheSystemDoesNotVouchFor() {
    assertThatThrownBy(() -> isEncrypted("localhost", "postgres", "sslrootcert=system"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void showsItsCertificateWithAKeyInPem() throws Exception {
    String files =
        "sslmode=require&sslcert="
            + UrlText.encode(directory.resolve("client.crt").toString())
            + "&sslkey="
            + UrlText.encode(directory.resolve("client.key").toString());
    assertThat(isEncrypted("127.0.0.1", "certified", files)).isTrue();
    assertThatThrownBy(() -> isEncrypted("127.0.0.1", "certified", "sslmode=require"))
        .isInstanceOf(SQLException.class);
  }
}
