package org.jenkinsci.plugins.structs.describable;

public class UninstantiatedDescribable implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable withArguments(
      java.util.Map<String, ?> p0) {
    throw new UnsupportedOperationException();
  }

  public java.util.Map<String, ?> getArguments() {
    throw new UnsupportedOperationException();
  }

  UninstantiatedDescribable() {}
}
