package hudson.tasks.junit;

@SuppressWarnings("rawtypes") // as in the real one
public class TestResultAction
    extends hudson.tasks.test.AbstractTestResultAction<hudson.tasks.junit.TestResultAction>
    implements org.kohsuke.stapler.StaplerProxy, jenkins.tasks.SimpleBuildStep.LastBuildAction {
  public TestResultAction(
      hudson.model.Run p0, hudson.tasks.junit.TestResult p1, hudson.model.TaskListener p2) {}

  public Object getTarget() {
    throw new UnsupportedOperationException();
  }

  public void mergeResult(hudson.tasks.junit.TestResult p0, hudson.model.TaskListener p1) {
    throw new UnsupportedOperationException();
  }
}
