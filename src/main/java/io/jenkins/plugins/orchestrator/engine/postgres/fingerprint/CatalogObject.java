package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of a schema as the catalogs describe it.
 *
 * @param parent what it cannot exist without; null for none
 * @param properties by name; those that it does not have are missing
 */
record CatalogObject(@Nullable ObjectKey parent, NavigableMap<String, String> properties) {
  /**
   * The property that holds the columns in their order. Two objects that have different columns
   * differ in it too, so it is compared by the columns that both have.
   */
  static final String ORDER = "column order";
}
