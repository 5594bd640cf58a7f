package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A password file as libpq reads it ({@code passwordFromFile} of {@code fe-connect.c}): lines
 * {@code host:port:database:user:password}, {@code *} for any, {@code \:} and {@code \\} for a
 * colon and a backslash; the first line that fits counts.
 */
public final class PasswordFile {
  /** The directories that PostgreSQL's own builds and the distributions' put their sockets in. */
  private static final Set<String> DEFAULT_SOCKET_DIRECTORIES =
      Set.of("/tmp", "/var/run/postgresql", "/run/postgresql");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final List<List<String>> lines;

  private PasswordFile(List<List<String>> lines) {
    this.lines = lines;
  }

  /**
   * Reads a file. One that does not exist is empty, and so is, with a warning, one that libpq would
   * not read: no plain file, or readable for others than its owner.
   */
  static PasswordFile read(String name, Consumer<String> warnings) {
    try {
      Path file = Path.of(name);
      if (!Files.exists(file)) {
        return new PasswordFile(List.of());
      }
      if (!Files.isRegularFile(file)) {
        warnings.accept("the password file " + name + " is not a plain file and is not read");
        return new PasswordFile(List.of());
      }
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (posix != null && !OWNER_ONLY.containsAll(posix.readAttributes().permissions())) {
        warnings.accept(
            "the password file "
                + name
                + " can be read by others and is not used; chmod 0600 makes it safe");
        return new PasswordFile(List.of());
      }
      return parse(Files.readString(file));
    } catch (IOException | InvalidPathException e) {
      warnings.accept("the password file " + name + " cannot be read and is not used");
      return new PasswordFile(List.of());
    }
  }

  static PasswordFile parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    for (String line : text.split("\r?\n", -1)) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(fields(line));
      }
    }
    return new PasswordFile(lines);
  }

  /** The fields of a line, still escaped; the fifth takes all that is left. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < line.length() && fields.size() < 4; i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == ':') {
        fields.add(line.substring(start, i));
        start = i + 1;
      }
    }
    fields.add(line.substring(Math.min(start, line.length())));
    return fields;
  }

  /** The password of the first line that fits; empty when none does, or its password is empty. */
  Optional<Secret> find(DatabaseTarget.Host host, String database, String user) {
    String name = DEFAULT_SOCKET_DIRECTORIES.contains(host.name()) ? "localhost" : host.name();
    for (List<String> line : lines) {
      if (line.size() == 5
          && (fits(line.get(0), name) || fits(line.get(0), host.name()))
          && fits(line.get(1), Integer.toString(host.port()))
          && fits(line.get(2), database)
          && fits(line.get(3), user)) {
        String password = unescape(password(line.get(4)));
        return password.isEmpty() ? Optional.empty() : Optional.of(Secret.of(password));
      }
    }
    return Optional.empty();
  }

  /** libpq ends the password at the next unescaped colon. */
  private static String password(String field) {
    return fields(field).get(0);
  }

  private static boolean fits(String field, String value) {
    return field.equals("*") || unescape(field).equals(value);
  }

  private static String unescape(String field) {
    StringBuilder plain = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      if (field.charAt(i) == '\\' && i + 1 < field.length()) {
        i++;
      }
      plain.append(field.charAt(i));
    }
    return plain.toString();
  }

  /**
   * The text of a password file for the client programs: every database of the target's hosts.
   * Empty when the target has no password. To be written with mode 0600 only.
   */
  public static String contentFor(DatabaseTarget target) {
    Secret password = target.password();
    if (password == null) {
      return "";
    }
    return target.hosts().stream()
        .flatMap(
            host ->
                DEFAULT_SOCKET_DIRECTORIES.contains(host.name())
                    ? java.util.stream.Stream.of(
                        new DatabaseTarget.Host("localhost", host.port()), host)
                    : java.util.stream.Stream.of(host))
        .map(
            host ->
                String.join(
                    ":",
                    escape(host.name()),
                    Integer.toString(host.port()),
                    "*",
                    escape(target.user()),
                    escape(password.reveal())))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }
}
