package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotSettings;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How an environment's throw-away database will be made, from its configuration alone.
 *
 * @param strategy never {@link SnapshotStrategy#AUTO}
 * @param reason why this one, a sentence for people
 * @param refusal why it will not be made at all, with what to do; null when it will
 */
public record SnapshotDecision(SnapshotStrategy strategy, String reason, @Nullable String refusal)
    implements Serializable {

  static SnapshotDecision of(EnvironmentConfiguration environment) {
    SnapshotSettings snapshot = environment.snapshot();
    SnapshotDecision decision =
        switch (snapshot.strategy()) {
          case NONE -> none(environment);
          case SCHEMA ->
              allowed(
                  SnapshotStrategy.SCHEMA, "strategy: schema was asked for: no rows are copied");
          case DUMP ->
              allowed(
                  SnapshotStrategy.DUMP,
                  "strategy: dump was asked for: a golden copy by pg_dump, kept while it is equal"
                      + " to the source, and cloned");
          case TEMPLATE -> template(environment);
          case AUTO -> auto(environment);
        };
    boolean copies = decision.strategy() != SnapshotStrategy.NONE;
    if (decision.refusal() == null
        && copies
        && environment.isProtected()
        && snapshot.server() == null
        && !snapshot.sameServer()) {
      return new SnapshotDecision(
          decision.strategy(),
          decision.reason(),
          place(environment)
              + ": found protected: true and no snapshot.server; expected another server for the"
              + " clone, because a clone on the same server is not isolated (roles, replication"
              + " slots and load are shared). Name one as snapshot.server, or accept that with"
              + " snapshot.same_server: true.");
    }
    return decision;
  }

  private static SnapshotDecision none(EnvironmentConfiguration environment) {
    String reason = "strategy: none was asked for: the database itself is migrated and kept";
    return environment.disposable()
        ? allowed(SnapshotStrategy.NONE, reason)
        : new SnapshotDecision(
            SnapshotStrategy.NONE,
            reason,
            place(environment)
                + ": found strategy: none for a database that is not marked disposable; expected"
                + " disposable: true, because its schema and data will be changed. Mark it, or"
                + " choose another strategy.");
  }

  private static SnapshotDecision template(EnvironmentConfiguration environment) {
    return templateOfSource(environment)
        ? allowed(
            SnapshotStrategy.TEMPLATE,
            "strategy: template was asked for, and the source is exclusive: the server copies its"
                + " files")
        : allowed(
            SnapshotStrategy.TEMPLATE,
            "strategy: template was asked for, and the source is not exclusive or on another"
                + " server: an existing golden copy of it is cloned");
  }

  private static SnapshotDecision auto(EnvironmentConfiguration environment) {
    if (templateOfSource(environment)) {
      return allowed(
          SnapshotStrategy.TEMPLATE,
          "auto: the source is marked exclusive, so that the server can copy its files");
    }
    return allowed(
        SnapshotStrategy.DUMP,
        environment.snapshot().server() != null
            ? "auto: the clone stands on another server: a golden copy there by pg_dump, kept while"
                + " it is equal to the source, and cloned"
            : "auto: the source is in use (not marked exclusive): a golden copy by pg_dump, which"
                + " closes it to nobody, kept while it is equal to the source, and cloned");
  }

  /** Whether the source itself is the template: exclusive, and the clone stands beside it. */
  static boolean templateOfSource(EnvironmentConfiguration environment) {
    return environment.exclusive() && environment.snapshot().server() == null;
  }

  private static SnapshotDecision allowed(SnapshotStrategy strategy, String reason) {
    return new SnapshotDecision(strategy, reason, null);
  }

  private static String place(EnvironmentConfiguration environment) {
    return "environment " + environment.name() + " (" + environment.source() + ")";
  }
}
