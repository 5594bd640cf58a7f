package org.jenkinsci.plugins.workflow.graph;

public abstract class FlowNode extends hudson.model.Actionable implements hudson.model.Saveable {
  public String getId() {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  FlowNode() {}
}
