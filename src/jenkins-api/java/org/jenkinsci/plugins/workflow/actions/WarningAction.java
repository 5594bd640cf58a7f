package org.jenkinsci.plugins.workflow.actions;

public class WarningAction implements org.jenkinsci.plugins.workflow.actions.PersistentAction {
  public WarningAction(hudson.model.Result p0) {}

  public org.jenkinsci.plugins.workflow.actions.WarningAction withMessage(String p0) {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getIconFileName() {
    throw new UnsupportedOperationException();
  }

  public String getUrlName() {
    throw new UnsupportedOperationException();
  }
}
