package hudson;

@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
@net.java.sezpoz.Indexable
@java.lang.annotation.Target({
  java.lang.annotation.ElementType.TYPE,
  java.lang.annotation.ElementType.FIELD,
  java.lang.annotation.ElementType.METHOD
})
public @interface Extension {
  double ordinal() default 0;

  @Deprecated
  boolean optional() default false;

  jenkins.YesNoMaybe dynamicLoadable() default jenkins.YesNoMaybe.MAYBE;
}
