package io.jenkins.plugins.orchestrator.engine.postgres;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl.PasswordOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills in what a URL leaves open, as libpq does, and checks the whole. */
final class TargetAssembly {
  /** Names and addresses; IPv6 with its zone. What else there is would confuse the driver's URL. */
  private static final Pattern HOST =
      Pattern.compile("[\\p{L}\\p{N}._-]{1,253}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

  private static final int DEFAULT_PORT = 5432;
  private static final List<String> SOCKET_DIRECTORIES = List.of("/var/run/postgresql", "/tmp");

  private final ConnectionText text;
  private final Map<String, String> variables;

  TargetAssembly(ConnectionText text, Map<String, String> variables) {
    this.text = text;
    this.variables = variables;
  }

  DatabaseUrl.Reading assemble() throws DatabaseUrlException {
    List<DatabaseTarget.Host> hosts = hosts();
    String user = user();
    String database = valueOr("dbname", user);
    if ((database + user).indexOf('\0') >= 0) {
      text.wrong("a zero character in a name", "a name that PostgreSQL can have");
    }
    Map<String, String> parameters = parameters();
    if (!text.problems.isEmpty()) {
      throw new DatabaseUrlException(text.problems);
    }
    PasswordOrigin origin = PasswordOrigin.NONE;
    Secret password = null;
    if (!text.given.getOrDefault("password", "").isEmpty()) {
      origin = PasswordOrigin.URL;
      password = Secret.of(text.given.get("password"));
    } else if (!variables.getOrDefault("PGPASSWORD", "").isEmpty()) {
      origin = PasswordOrigin.VARIABLE;
      password = Secret.of(variables.get("PGPASSWORD"));
    } else {
      password = passwordFromFile(hosts, database, user);
      origin = password == null ? PasswordOrigin.NONE : PasswordOrigin.FILE;
    }
    return new DatabaseUrl.Reading(
        new DatabaseTarget(hosts, database, user, password, parameters), origin, text.warnings);
  }

  /** What the URL says, else the variable; null when neither does. An empty one says nothing. */
  private @Nullable String value(String name) {
    String given = text.given.get(name);
    if (given != null && !given.isEmpty()) {
      return given;
    }
    String variable = ConnectionParameter.all().get(name).variable();
    String fallback = variable == null ? null : variables.get(variable);
    return fallback == null || fallback.isEmpty() ? null : fallback;
  }

  private String valueOr(String name, String fallback) {
    String value = value(name);
    return value == null ? fallback : value;
  }

  private String user() {
    String user = value("user");
    for (String variable : List.of("USER", "LOGNAME")) {
      if (user == null) {
        user = variables.get(variable);
      }
    }
    if (user == null || user.isEmpty()) {
      text.wrong("no user", "one in the URL, or in PGUSER");
      return "";
    }
    return user;
  }

  private List<DatabaseTarget.Host> hosts() {
    String names = value("host");
    if (text.given.containsKey("hostaddr") || names == null) {
      String addresses = value("hostaddr");
      if (addresses != null && names != null) {
        text.wrong("both host and hostaddr", "one of them");
      }
      names = addresses == null ? names : addresses;
    }
    String[] ports = valueOr("port", "").split(",", -1);
    String[] each = names == null ? new String[] {""} : names.split(",", -1);
    if (ports.length != 1 && ports.length != each.length) {
      text.wrong(
          ports.length + " ports for " + each.length + " hosts", "one port, or one for each host");
      return List.of();
    }
    List<DatabaseTarget.Host> hosts = new ArrayList<>();
    for (int i = 0; i < each.length; i++) {
      int port = port(ports[ports.length == 1 ? 0 : i], i + 1);
      String name = each[i].isEmpty() ? defaultHost(port) : each[i];
      if (!name.startsWith("/") && !HOST.matcher(name).matches()) {
        text.wrong(
            "host number " + (i + 1) + " with characters that no host has",
            "a name, an address, or the directory of a socket, which begins with /");
      }
      hosts.add(new DatabaseTarget.Host(name, port));
    }
    return hosts;
  }

  /** The port itself is not shown: in a mangled URL it is a piece of the password. */
  private int port(String port, int number) {
    if (port.isEmpty()) {
      return DEFAULT_PORT;
    }
    int value = port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0;
    if (value < 1 || value > 65535) {
      text.wrong("a port of host number " + number + " that is none", "a number from 1 to 65535");
      return DEFAULT_PORT;
    }
    return value;
  }

  /** libpq's is the directory that its builder chose: there is one socket or the other, or none. */
  private static String defaultHost(int port) {
    return SOCKET_DIRECTORIES.stream()
        .filter(directory -> Files.exists(Path.of(directory, ".s.PGSQL." + port)))
        .findFirst()
        .orElse("localhost");
  }

  private Map<String, String> parameters() {
    Map<String, String> kept = new TreeMap<>();
    for (ConnectionParameter parameter : ConnectionParameter.all().values()) {
      String value = value(parameter.name());
      if (value == null) {
        continue;
      }
      switch (parameter.use()) {
        case TARGET, DROPPED -> {}
        case REFUSED ->
            text.wrong(
                "the parameter " + parameter.name() + origin(parameter),
                "none, as it cannot be honoured: " + parameter.reason());
        case KEPT -> {
          if (parameter.accepts(value)) {
            kept.put(parameter.name(), value);
          } else {
            text.wrong(
                "an unknown value of " + parameter.name() + origin(parameter),
                parameter.expectation());
          }
        }
      }
    }
    systemRoots(kept);
    return kept;
  }

  /** libpq (16 and later): the system's roots are no use without checking the host's name. */
  private void systemRoots(Map<String, String> kept) {
    if ("system".equals(kept.get("sslrootcert"))
        && !kept.computeIfAbsent("sslmode", name -> "verify-full").equals("verify-full")) {
      text.wrong("sslrootcert=system with a weaker sslmode", "sslmode=verify-full");
    }
  }

  private String origin(ConnectionParameter parameter) {
    return text.given.containsKey(parameter.name())
        ? ""
        : " from the environment variable " + parameter.variable();
  }

  private @Nullable Secret passwordFromFile(
      List<DatabaseTarget.Host> hosts, String database, String user) throws DatabaseUrlException {
    String file = value("passfile");
    if (file == null && variables.get("HOME") != null) {
      file = variables.get("HOME") + "/.pgpass";
    }
    if (file == null) {
      return null;
    }
    PasswordFile passwords =
        PasswordFile.read(file, warning -> text.warn("password-file-ignored", warning));
    Set<Secret> found = new HashSet<>();
    for (DatabaseTarget.Host host : hosts) {
      Optional<Secret> password = passwords.find(host, database, user);
      password.ifPresent(found::add);
    }
    if (found.size() > 1) {
      text.wrong(
          "hosts with different passwords in the password file",
          "one password for all hosts of a URL");
      throw new DatabaseUrlException(text.problems);
    }
    return found.isEmpty() ? null : found.iterator().next();
  }
}
