package hudson.console;

@SuppressWarnings("rawtypes") // as in the real one
public class HyperlinkNote extends hudson.console.ConsoleNote {
  private static final long serialVersionUID = 1L;

  public static String encodeTo(String p0, String p1) {
    throw new UnsupportedOperationException();
  }

  HyperlinkNote() {}
}
