package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.model.Item;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** What the forms tell, and to whom: those who may configure the job they belong to. */
final class FormAccess {
  private FormAccess() {}

  /**
   * Whether the current user may.
   *
   * @param item the job, null for none
   */
  static boolean mayConfigure(@Nullable Item item) {
    return item == null
        ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
        : item.hasPermission(Item.CONFIGURE);
  }

  static FormValidation checkEnvironment(@Nullable Item item, @Nullable String name) {
    if (!mayConfigure(item)) {
      return FormValidation.ok();
    }
    return name == null || name.isBlank()
        ? FormValidation.error("Give the environment's name, as in test_environments.")
        : FormValidation.ok();
  }
}
