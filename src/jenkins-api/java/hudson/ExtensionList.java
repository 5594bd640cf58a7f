package hudson;

public class ExtensionList<T> extends java.util.AbstractList<T>
    implements jenkins.util.io.OnMaster {
  public java.util.Iterator<T> iterator() {
    throw new UnsupportedOperationException();
  }

  public T get(int p0) {
    throw new UnsupportedOperationException();
  }

  public int size() {
    throw new UnsupportedOperationException();
  }

  public static <T> hudson.ExtensionList<T> lookup(Class<T> p0) {
    throw new UnsupportedOperationException();
  }

  public static <U> U lookupSingleton(Class<U> p0) {
    throw new UnsupportedOperationException();
  }

  ExtensionList() {}
}
