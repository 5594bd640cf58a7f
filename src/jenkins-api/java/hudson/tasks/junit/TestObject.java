package hudson.tasks.junit;

@Deprecated
public abstract class TestObject extends hudson.model.AbstractModelObject
    implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public TestObject() {}
}
