package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;

/** With what a server is reached. */
record Login(String user, Secret password) implements Serializable {}
