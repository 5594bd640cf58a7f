package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.io.Serializable;

/**
 * SQL to run, cut out of a file.
 *
 * @param file the file's path as the user knows it, with {@code /}
 * @param firstLine the line of the file, from 1, on which {@code sql} begins
 * @param sql the text, may be empty
 * @param transaction whether it wants to run in a transaction
 */
public record ScriptText(String file, int firstLine, String sql, TransactionMode transaction)
    implements Serializable {
  /** What a file says about transactions. */
  public enum TransactionMode {
    /** In one transaction, unless one of its statements forbids it or begins its own. */
    AUTO,
    /** The file says that it must run outside a transaction. */
    NONE
  }
}
