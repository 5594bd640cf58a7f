package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;

/**
 * A database that this run made.
 *
 * @param intent its line in the journal
 */
record MadeDatabase(CloneName name, long oid, JournalLine intent) {
  String quotedName() {
    return Session.quoteIdentifier(name.toString());
  }
}
