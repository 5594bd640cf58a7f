package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Label;
import hudson.model.Node;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/**
 * The node that the step holds an executor of, where a branch needs no other one. Two builds that
 * hold the executors of an agent and wait for more of them would wait for ever.
 *
 * @param name of the node, empty for the built-in one; null outside of {@code node}
 */
public record HeldNode(@Nullable String name) {
  /** Whether it is this node. */
  boolean is(Node node) {
    // Agents are equal by their names: one that was configured anew is the same.
    return node.equals(when(null));
  }

  /** The node, when a branch with the label may run there; null for a queue to decide. */
  public @Nullable Node when(@Nullable String label) {
    if (name == null) {
      return null;
    }
    Jenkins jenkins = Jenkins.get();
    Node node = name.isEmpty() ? jenkins : jenkins.getNode(name);
    if (node == null || label == null) {
      return node;
    }
    Label wanted = jenkins.getLabel(label);
    return wanted != null && wanted.matches(node) ? node : null;
  }
}
