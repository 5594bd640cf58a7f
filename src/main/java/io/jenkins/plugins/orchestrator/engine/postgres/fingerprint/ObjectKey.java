package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.util.Comparator;

/**
 * Names an object of a schema.
 *
 * @param kind in PostgreSQL's words: {@code table}, {@code column}, {@code index}, …
 * @param name qualified, quoted where needed
 */
record ObjectKey(String kind, String name) implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::kind).thenComparing(ObjectKey::name);

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }
}
