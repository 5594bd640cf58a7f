package hudson.model;

public abstract class Run<
        JobT extends hudson.model.Job<JobT, RunT>, RunT extends hudson.model.Run<JobT, RunT>>
    extends hudson.model.Actionable
    implements hudson.ExtensionPoint,
        Comparable<RunT>,
        hudson.security.AccessControlled,
        hudson.model.PersistenceRoot,
        hudson.model.DescriptorByNameOwner,
        jenkins.util.io.OnMaster,
        org.kohsuke.stapler.StaplerProxy,
        jenkins.model.HistoricalBuild,
        jenkins.console.WithConsoleUrl {
  public void addAction(hudson.model.Action p0) {
    throw new UnsupportedOperationException();
  }

  public int compareTo(RunT p0) {
    throw new UnsupportedOperationException();
  }

  public void setResult(hudson.model.Result p0) {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Executor getExecutor() {
    throw new UnsupportedOperationException();
  }

  public boolean isLogUpdated() {
    throw new UnsupportedOperationException();
  }

  public String getExternalizableId() {
    throw new UnsupportedOperationException();
  }

  public static hudson.model.Run<?, ?> fromExternalizableId(String p0)
      throws IllegalArgumentException, org.springframework.security.access.AccessDeniedException {
    throw new UnsupportedOperationException();
  }

  public JobT getParent() {
    throw new UnsupportedOperationException();
  }

  public String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getUrl() {
    throw new UnsupportedOperationException();
  }

  public String getConsoleUrl() {
    throw new UnsupportedOperationException();
  }

  public java.io.File getRootDir() {
    throw new UnsupportedOperationException();
  }

  public hudson.security.ACL getACL() {
    throw new UnsupportedOperationException();
  }

  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public Object getTarget() {
    throw new UnsupportedOperationException();
  }

  Run() {}
}
