package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;

/**
 * A clone that outlives the run that made it, as its name and its mark on the server say.
 *
 * @param run who made it
 * @param name of the database
 * @param oid of the database: another one of the same name is not it
 */
public record KeptClone(RunId run, String name, long oid) implements Serializable {}
