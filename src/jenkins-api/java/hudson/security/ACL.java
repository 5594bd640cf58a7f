package hudson.security;

public abstract class ACL {
  public static final org.springframework.security.core.Authentication SYSTEM2 = null;

  public final void checkPermission(hudson.security.Permission p0) {
    throw new UnsupportedOperationException();
  }

  public final boolean hasPermission(hudson.security.Permission p0) {
    throw new UnsupportedOperationException();
  }

  public static hudson.security.ACLContext as2(
      org.springframework.security.core.Authentication p0) {
    throw new UnsupportedOperationException();
  }

  ACL() {}
}
