package org.kohsuke.stapler;

@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
public @interface QueryParameter {
  String value() default "";

  boolean required() default false;

  boolean fixEmpty() default false;
}
