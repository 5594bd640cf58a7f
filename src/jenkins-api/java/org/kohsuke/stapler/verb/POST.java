package org.kohsuke.stapler.verb;

@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
public @interface POST {}
