package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.util.Locale;

/** Reads {@code snapshot}, and what of the environment must fit to it. */
final class SnapshotReader {
  private final Section environment;
  private final Section snapshot;

  SnapshotReader(Section environment) {
    this.environment = environment;
    this.snapshot = environment.section("snapshot");
  }

  SnapshotSettings read() {
    Reading reading = environment.reading();
    SnapshotStrategy strategy =
        SnapshotStrategy.valueOf(snapshot.text("strategy").toUpperCase(Locale.ROOT));
    DatabaseTarget server =
        snapshot
            .find("server")
            .flatMap(url -> new UrlReader(reading, environment.at().path(), false).read(url))
            .orElse(null);
    boolean sameServer = snapshot.flag("same_server");
    boolean hasServer = snapshot.find("server").isPresent();
    // The more specific of the two wins; on one level they contradict each other.
    if (hasServer && sameServer) {
      if (snapshot.hasOwn("server") == snapshot.hasOwn("same_server")) {
        snapshot.wrong("same_server", "same_server: true beside server", "one of them", null);
      }
      if (snapshot.hasOwn("same_server")) {
        hasServer = false;
        server = null;
      } else {
        sameServer = false;
      }
    }
    check(strategy, hasServer, sameServer);
    if (reading.options().embedded()) {
      // What is started is thrown away with all that is in it: no other server is involved.
      server = null;
      sameServer = true;
    }
    return new SnapshotSettings(
        strategy,
        server,
        sameServer,
        snapshot.whole("jobs"),
        snapshot.time("max_age"),
        snapshot.time("ttl"));
  }

  private void check(SnapshotStrategy strategy, boolean hasServer, boolean sameServer) {
    boolean isProtected = environment.flag("protected");
    if (strategy == SnapshotStrategy.NONE) {
      if (!environment.flag("disposable")) {
        snapshot.wrong(
            "strategy",
            "strategy none for a database that is not disposable",
            "disposable: true",
            "none migrates the database itself");
      }
      if (hasServer) {
        snapshot.wrong(
            "server", "a server with strategy none", "no server, as nothing is copied", null);
      }
      if (isProtected) {
        environment.wrong(
            "protected", "protected with strategy none", "a strategy that copies", null);
      }
    } else if (isProtected
        && !hasServer
        && !sameServer
        && environment.reading().options().use() == ConfigurationUse.COPIES) {
      environment.wrong(
          "protected",
          "protected without a server for its copies",
          "snapshot: {server: URL}, or snapshot: {same_server: true}",
          null);
    }
    if (isProtected && environment.flag("disposable")) {
      environment.wrong("disposable", "protected and disposable", "one of them", null);
    }
  }
}
