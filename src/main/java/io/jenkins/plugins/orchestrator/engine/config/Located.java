package io.jenkins.plugins.orchestrator.engine.config;

import org.yaml.snakeyaml.nodes.Node;

/**
 * A value of the file and where it stands.
 *
 * @param node itself
 * @param path its key: {@code test_environments.staging.db_url}
 */
record Located(Node node, String path) {
  Located element(int index, Node element) {
    return new Located(element, path + "[" + index + "]");
  }
}
