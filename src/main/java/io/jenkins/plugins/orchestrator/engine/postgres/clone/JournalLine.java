package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A line of a run's journal.
 *
 * @param event {@code begin} (first line), {@code intent} (before the change), {@code made} (after
 *     it), {@code settled} (gone again, or handed to its own mark), {@code left} (it could not be
 *     taken away and is given up), {@code ended} (nothing but what was given up is left)
 * @param kind {@code database}, {@code role}, {@code swap}, {@code file}, {@code process}; null for
 *     the others
 * @param name of the database or role, of the database in use that is swapped, path of the file,
 *     number of the process
 * @param server identity of the server of a database or role: {@link CloneServer#identity}
 * @param place of that server, for people: {@code host:port/maintenance database}
 * @param oid of a database or role that was made; of the database that takes the name of a swap
 * @param run in {@code begin}
 * @param process that writes the journal ({@code begin}) or the child's, with the moment of its
 *     start, so that a number that was given out again is not taken for it
 * @param host whose process it is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalLine(
    String event,
    @Nullable String kind,
    @Nullable String name,
    @Nullable String server,
    @Nullable String place,
    @Nullable Long oid,
    @Nullable String run,
    @Nullable String process,
    @Nullable String host) {
  static final String BEGIN = "begin";
  static final String INTENT = "intent";
  static final String MADE = "made";
  static final String SETTLED = "settled";
  static final String LEFT = "left";
  static final String ENDED = "ended";

  static final String DATABASE = "database";
  static final String ROLE = "role";
  static final String SWAP = "swap";
  static final String FILE = "file";
  static final String PROCESS = "process";

  static JournalLine begin(String run, String process, String host) {
    return new JournalLine(BEGIN, null, null, null, null, null, run, process, host);
  }

  static JournalLine onServer(String event, String kind, String name, CloneServer server) {
    return new JournalLine(
        event, kind, name, server.identity(), server.place(), null, null, null, null);
  }

  /**
   * A swap that is about to begin.
   *
   * @param name of the database in use
   * @param other the OID of the one that takes its name
   */
  static JournalLine swap(String name, long other, CloneServer server) {
    return new JournalLine(
        INTENT, SWAP, name, server.identity(), server.place(), other, null, null, null);
  }

  static JournalLine file(String event, String path) {
    return new JournalLine(event, FILE, path, null, null, null, null, null, null);
  }

  static JournalLine process(String event, String process, String host) {
    return new JournalLine(event, PROCESS, process, null, null, null, null, process, host);
  }

  static JournalLine ended() {
    return new JournalLine(ENDED, null, null, null, null, null, null, null, null);
  }

  JournalLine as(String newEvent, @Nullable Long newOid) {
    return new JournalLine(newEvent, kind, name, server, place, newOid, run, process, host);
  }

  boolean is(String wanted) {
    return event.equals(wanted);
  }

  /** Whether both are about the same thing. */
  boolean concerns(JournalLine other) {
    return java.util.Objects.equals(kind, other.kind)
        && java.util.Objects.equals(name, other.name)
        && java.util.Objects.equals(server, other.server);
  }
}
