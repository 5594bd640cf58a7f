package org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists;

@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
public @interface Whitelisted {
  boolean restricted() default false;
}
