package jenkins.model;

public class InterruptedBuildAction extends hudson.model.InvisibleAction {
  public InterruptedBuildAction(
      java.util.Collection<? extends jenkins.model.CauseOfInterruption> p0) {}

  public java.util.List<jenkins.model.CauseOfInterruption> getCauses() {
    throw new UnsupportedOperationException();
  }
}
