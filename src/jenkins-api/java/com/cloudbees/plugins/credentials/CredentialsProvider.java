package com.cloudbees.plugins.credentials;

@SuppressWarnings("rawtypes") // as in the real one
public abstract class CredentialsProvider
    extends hudson.model.Descriptor<com.cloudbees.plugins.credentials.CredentialsProvider>
    implements hudson.ExtensionPoint,
        hudson.model.Describable<com.cloudbees.plugins.credentials.CredentialsProvider>,
        org.jenkins.ui.icon.IconSpec {
  public static <C extends com.cloudbees.plugins.credentials.common.IdCredentials>
      C findCredentialById(
          String p0,
          Class<C> p1,
          hudson.model.Run<?, ?> p2,
          java.util.List<com.cloudbees.plugins.credentials.domains.DomainRequirement> p3) {
    throw new UnsupportedOperationException();
  }

  public static <C extends com.cloudbees.plugins.credentials.Credentials> C track(
      hudson.model.Run p0, C p1) {
    throw new UnsupportedOperationException();
  }

  CredentialsProvider() {}
}
