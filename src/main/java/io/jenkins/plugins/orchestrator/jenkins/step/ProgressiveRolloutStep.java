package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code progressiveRollout}: gives a new version its traffic in phases, and takes it back when the
 * version is worse.
 */
public final class ProgressiveRolloutStep extends RolloutStep {
  static final String NAME = "progressiveRollout";
  private static final List<String> DEFAULT_PHASES = List.of("5", "25", "50", "100");

  private List<String> phases = new ArrayList<>(DEFAULT_PHASES);

  @DataBoundConstructor
  public ProgressiveRolloutStep() {
    super(NAME);
  }

  public List<String> getPhases() {
    return phases;
  }

  /** Rising percentages of the traffic. A form gives them as one text. */
  @DataBoundSetter
  public void setPhases(@Nullable List<String> phases) {
    List<String> given = phases == null ? List.of() : RolloutArguments.split(phases);
    this.phases = given.isEmpty() ? new ArrayList<>(DEFAULT_PHASES) : given;
  }

  /** For the form. */
  public String phasesText() {
    return String.join(", ", phases);
  }

  @Override
  List<Phase> phases(List<String> wrong) {
    try {
      return Phase.canary(phases.stream().map(Integer::valueOf).toList());
    } catch (IllegalArgumentException e) {
      wrong.add("phases: found " + phases + ", expected rising percentages from 1 to 100");
      return List.of();
    }
  }

  @Override
  @Nullable String back() {
    return null;
  }

  @Override
  String title(String ofWhat) {
    return "Progressive rollout of " + ofWhat;
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends RolloutDescriptor {
    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Roll out a new version in phases";
    }

    @Override
    public boolean takesImplicitBlockArgument() {
      return true;
    }

    /** Whether the percentages rise. */
    @POST
    public FormValidation doCheckPhases(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      try {
        Phase.canary(
            RolloutArguments.split(List.of(value)).stream().map(Integer::valueOf).toList());
        return FormValidation.ok();
      } catch (IllegalArgumentException e) {
        return FormValidation.error("Give rising percentages from 1 to 100, such as 5, 25, 100.");
      }
    }
  }
}
