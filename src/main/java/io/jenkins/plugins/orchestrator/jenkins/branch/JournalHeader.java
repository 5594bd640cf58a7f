package io.jenkins.plugins.orchestrator.jenkins.branch;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a recovery needs to know of a branch besides its journal. The file is as the user's own
 * credentials are in Jenkins: readable, except for what is secret, which is encrypted with the
 * controller's key. Nobody else could drop the branch's databases once its build is deleted.
 *
 * @param id the branch's
 * @param build whose branch it was, for people
 * @param environment its name
 * @param label of the agents that may run a recovery, null for any
 * @param anywhere whether the label is only that of the node where it ran, and another may do it
 * @param node where the branch ran
 * @param servers the servers it worked on
 * @param hold who uses what it made; null when nobody does once it has ended
 */
record JournalHeader(
    RunId id,
    String build,
    String environment,
    @Nullable String label,
    boolean anywhere,
    String node,
    List<DatabaseTarget> servers,
    @Nullable Hold hold) {
  /**
   * What a branch made is used by the rest of its step: no recovery takes it away meanwhile.
   *
   * @param build the build's externalizable id; when it does not run any more nobody uses it
   * @param until when it is taken away at the latest
   */
  record Hold(String build, Instant until) {}

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  JournalHeader {
    servers = List.copyOf(servers);
  }

  /** The same once nobody uses it any more. */
  JournalHeader released() {
    return new JournalHeader(id, build, environment, label, anywhere, node, servers, null);
  }

  static Path file(Path directory, RunId id) {
    return directory.resolve(id + ".json");
  }

  /** Writes and syncs it. */
  void write(Path file) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id.value());
    fields.put("build", build);
    fields.put("environment", environment);
    fields.put("label", label);
    fields.put("anywhere", anywhere);
    fields.put("node", node);
    fields.put("servers", servers.stream().map(JournalHeader::encrypt).toList());
    if (hold != null) {
      fields.put("heldBy", hold.build());
      fields.put("heldUntil", hold.until().getEpochSecond());
    }
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(fields));
    try (FileChannel channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(partial, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads it back.
   *
   * @throws IOException when the file is not one of ours, or its secrets are another controller's
   */
  static JournalHeader read(Path file) throws IOException {
    Stored stored = JSON.readValue(Files.readString(file, StandardCharsets.UTF_8), Stored.class);
    List<DatabaseTarget> servers = new ArrayList<>();
    for (String server : stored.servers()) {
      servers.add(decrypt(file, server));
    }
    return new JournalHeader(
        new RunId(stored.id()),
        stored.build(),
        stored.environment(),
        stored.label(),
        stored.anywhere(),
        stored.node(),
        servers,
        stored.hold());
  }

  private record Stored(
      String id,
      String build,
      String environment,
      @Nullable String label,
      boolean anywhere,
      String node,
      List<String> servers,
      @Nullable String heldBy,
      long heldUntil) {
    @Nullable Hold hold() {
      return heldBy == null ? null : new Hold(heldBy, Instant.ofEpochSecond(heldUntil));
    }
  }

  private record Server(
      List<DatabaseTarget.Host> hosts,
      String database,
      String user,
      @Nullable String password,
      Map<String, String> parameters) {}

  private static String encrypt(DatabaseTarget target) {
    try {
      io.jenkins.plugins.orchestrator.engine.postgres.Secret password = target.password();
      Server server =
          new Server(
              target.hosts(),
              target.database(),
              target.user(),
              password == null ? null : password.reveal(),
              target.parameters());
      return Secret.fromString(JSON.writeValueAsString(server)).getEncryptedValue();
    } catch (IOException e) {
      throw new IllegalStateException("a target that cannot be written: " + target, e);
    }
  }

  private static DatabaseTarget decrypt(Path file, String encrypted) throws IOException {
    Secret secret = Secret.decrypt(encrypted);
    if (secret == null) {
      throw new IOException(file + ": encrypted with the key of another controller");
    }
    Server server = JSON.readValue(secret.getPlainText(), Server.class);
    return new DatabaseTarget(
        server.hosts(),
        server.database(),
        server.user(),
        server.password() == null
            ? null
            : io.jenkins.plugins.orchestrator.engine.postgres.Secret.of(server.password()),
        server.parameters());
  }
}
