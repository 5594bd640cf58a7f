package hudson.model;

public final class Result
    implements java.io.Serializable, org.kohsuke.stapler.export.CustomExportedBean {
  private static final long serialVersionUID = 1L;
  public static final hudson.model.Result UNSTABLE = null;
  public static final hudson.model.Result ABORTED = null;

  Result() {}
}
