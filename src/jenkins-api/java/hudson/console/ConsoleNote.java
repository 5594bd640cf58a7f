package hudson.console;

public abstract class ConsoleNote<T>
    implements java.io.Serializable,
        hudson.model.Describable<hudson.console.ConsoleNote<?>>,
        hudson.ExtensionPoint {
  private static final long serialVersionUID = 1L;

  public ConsoleNote() {}
}
