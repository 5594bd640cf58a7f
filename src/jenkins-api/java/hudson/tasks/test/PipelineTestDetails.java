package hudson.tasks.test;

public class PipelineTestDetails implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public PipelineTestDetails() {}

  public void setNodeId(String p0) {
    throw new UnsupportedOperationException();
  }
}
