package com.cloudbees.plugins.credentials.common;

public class StandardListBoxModel
    extends com.cloudbees.plugins.credentials.common.AbstractIdCredentialsListBoxModel<
        com.cloudbees.plugins.credentials.common.StandardListBoxModel,
        com.cloudbees.plugins.credentials.common.StandardCredentials> {
  private static final long serialVersionUID = 1L;

  public StandardListBoxModel() {}
}
