package org.jenkinsci.plugins.structs.describable;

public interface CustomDescribableModel {
  default java.util.Map<String, Object> customInstantiate(java.util.Map<String, Object> p0) {
    throw new UnsupportedOperationException();
  }

  default org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable customUninstantiate(
      org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable p0) {
    throw new UnsupportedOperationException();
  }
}
