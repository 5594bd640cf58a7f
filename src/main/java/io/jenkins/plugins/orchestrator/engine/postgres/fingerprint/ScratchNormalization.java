package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.sql.Connection;
import java.util.NavigableMap;

final class ScratchNormalization {
  ScratchNormalization(Connection connection) {}

  void normalize(NavigableMap<ObjectKey, CatalogObject> objects) {}
}
