package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClone;
import java.io.Serializable;

/**
 * A clone that was handed out.
 *
 * @param index from 1
 * @param identity its name and how it is recognized
 */
public record ProvisionedDatabase(int index, KeptClone identity) implements Serializable {
  /** The database's name. */
  public String name() {
    return identity.name();
  }
}
