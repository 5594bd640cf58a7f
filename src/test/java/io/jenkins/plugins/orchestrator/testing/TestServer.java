package io.jenkins.plugins.orchestrator.testing;

import io.jenkins.plugins.orchestrator.cli.embedded.EmbeddedBinaries;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL server for tests, one per major version and JVM, started when first asked for
 * and stopped with the JVM. Tests share it, each in databases of its own: {@link #createDatabase}.
 *
 * <p>A test that changes the server itself (its configuration, its roles' rights on everything, its
 * life) starts one of its own: {@link #startOwn}.
 */
public final class TestServer implements AutoCloseable {
  private static final Map<Integer, TestServer> SHARED = new ConcurrentHashMap<>();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final int major;
  private final EmbeddedPostgres server;

  private TestServer(int major, EmbeddedPostgres.Builder builder, Map<String, String> settings) {
    this.major = major;
    this.server = start(major, builder, settings);
  }

  /** The shared server of a major version. */
  public static TestServer of(int major) {
    return SHARED.computeIfAbsent(major, version -> startOwn(version, Map.of()));
  }

  /** A server of the test's own, with further settings; the test closes it. */
  public static TestServer startOwn(int major, Map<String, String> settings) {
    return new TestServer(major, EmbeddedPostgres.builder(), settings);
  }

  /** A server over a data directory that is there, which stays when it is closed. */
  static TestServer startOn(Path data, int major) {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
    return new TestServer(major, builder, Map.of());
  }

  private static EmbeddedPostgres start(
      int major, EmbeddedPostgres.Builder fresh, Map<String, String> settings) {
    EmbeddedBinaries binaries = EmbeddedBinaries.ofBuild(major);
    EmbeddedPostgres.Builder builder =
        fresh
            .setPgBinaryResolver(binaries)
            .setOverrideWorkingDirectory(binaries.directory().toFile())
            .setServerConfig("fsync", "off")
            .setServerConfig("max_connections", "200")
            .setServerConfig("max_prepared_transactions", "10")
            .setServerConfig("wal_level", "logical")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("listen_addresses", "127.0.0.1");
    settings.forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int major() {
    return major;
  }

  public int port() {
    return server.getPort();
  }

  /** The server's process: to stop it hard in a test of a server of its own. */
  public Process process() {
    return server.getProcess();
  }

  /** The libpq URL of a database, as superuser {@code postgres}, without a password (trust). */
  public String url(String database) {
    return "postgresql://postgres@127.0.0.1:" + port() + "/" + database;
  }

  /** Creates an empty database with a name that no other test has. */
  public String createDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return name;
  }

  /** Opens a connection as superuser. */
  public Connection connect(String database) throws SQLException {
    // Not in the URL, so that every name is only a name.
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", database);
    properties.setProperty("user", "postgres");
    return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/", properties);
  }

  /** Runs statements as superuser, in one simple-protocol message. */
  public void execute(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage() + " in: " + sql, e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
