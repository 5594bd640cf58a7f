package jenkins.tasks;

public interface SimpleBuildStep extends hudson.tasks.BuildStep {

  public interface LastBuildAction extends hudson.model.Action {}
}
