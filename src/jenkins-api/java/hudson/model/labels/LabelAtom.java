package hudson.model.labels;

public class LabelAtom extends hudson.model.Label implements hudson.model.Saveable {
  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  LabelAtom() {
    super((String) null);
  }
}
