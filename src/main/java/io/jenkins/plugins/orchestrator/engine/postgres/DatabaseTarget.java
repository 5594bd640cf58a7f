package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database and how to reach it: what a libpq or JDBC URL says. Prints without user and password.
 *
 * @param hosts one or more, tried in order
 * @param database the database's name
 * @param user the role that connects
 * @param password null when none is needed or given
 * @param parameters libpq's connection parameters by libpq's names ({@code sslmode}, {@code
 *     target_session_attrs}, {@code connect_timeout}, {@code options}, …), sorted
 */
public record DatabaseTarget(
    List<Host> hosts,
    String database,
    String user,
    @Nullable Secret password,
    Map<String, String> parameters)
    implements Serializable {

  /**
   * A host.
   *
   * @param name a name, an address, or, beginning with a slash, the directory of a Unix socket
   * @param port 1 to 65535
   */
  public record Host(String name, int port) implements Serializable {
    /** Whether it is the directory of a Unix socket. */
    public boolean isSocket() {
      return name.startsWith("/");
    }

    @Override
    public String toString() {
      return (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }
  }

  public DatabaseTarget {
    hosts = List.copyOf(hosts);
    // A sorted copy that serializes; never written to afterwards.
    parameters = java.util.Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  /** Another database of the same server. */
  public DatabaseTarget withDatabase(String name) {
    return new DatabaseTarget(hosts, name, user, password, parameters);
  }

  /** The same with other credentials. */
  public DatabaseTarget withCredentials(String newUser, @Nullable Secret newPassword) {
    return new DatabaseTarget(hosts, database, newUser, newPassword, parameters);
  }

  /** {@code host:port[,host:port]/database}, without user, password and parameters. */
  @Override
  public String toString() {
    return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
  }
}
