package hudson.model;

public abstract class Job<
        JobT extends hudson.model.Job<JobT, RunT>, RunT extends hudson.model.Run<JobT, RunT>>
    extends hudson.model.AbstractItem
    implements hudson.ExtensionPoint,
        org.kohsuke.stapler.StaplerOverridable,
        jenkins.model.ModelObjectWithChildren,
        jenkins.widgets.HasWidgets {
  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public hudson.security.ACL getACL() {
    throw new UnsupportedOperationException();
  }

  Job() {
    super((hudson.model.ItemGroup) null, (String) null);
  }
}
