package com.cloudbees.plugins.credentials.common;

public abstract class AbstractIdCredentialsListBoxModel<
        T extends com.cloudbees.plugins.credentials.common.AbstractIdCredentialsListBoxModel<T, C>,
        C extends com.cloudbees.plugins.credentials.common.IdCredentials>
    extends hudson.util.ListBoxModel {
  private static final long serialVersionUID = 1L;

  public AbstractIdCredentialsListBoxModel() {}

  public com.cloudbees.plugins.credentials.common.AbstractIdCredentialsListBoxModel<T, C>
      includeEmptyValue() {
    throw new UnsupportedOperationException();
  }

  public com.cloudbees.plugins.credentials.common.AbstractIdCredentialsListBoxModel<T, C>
      includeMatchingAs(
          org.springframework.security.core.Authentication p0,
          hudson.model.Item p1,
          Class<? extends C> p2,
          java.util.List<com.cloudbees.plugins.credentials.domains.DomainRequirement> p3,
          com.cloudbees.plugins.credentials.CredentialsMatcher p4) {
    throw new UnsupportedOperationException();
  }

  public com.cloudbees.plugins.credentials.common.AbstractIdCredentialsListBoxModel<T, C>
      includeCurrentValue(String p0) {
    throw new UnsupportedOperationException();
  }
}
