package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code blueGreen}: tests the environment that has no traffic, gives it all of it, and takes it
 * back when it is worse.
 */
public final class BlueGreenStep extends RolloutStep {
  static final String NAME = "blueGreen";
  private static final Pattern COLOUR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String BLUE = "blue";
  private static final String GREEN = "green";

  private @Nullable String idle;
  private @Nullable String live;

  @DataBoundConstructor
  public BlueGreenStep() {
    super(NAME);
  }

  public @Nullable String getIdle() {
    return idle;
  }

  /** The colour that has no traffic and shall get it. */
  @DataBoundSetter
  public void setIdle(@Nullable String idle) {
    this.idle = OperationStep.blankToNull(idle);
  }

  public @Nullable String getLive() {
    return live;
  }

  /** The colour that has the traffic, and gets it back; the other one of blue and green. */
  @DataBoundSetter
  public void setLive(@Nullable String live) {
    this.live = OperationStep.blankToNull(live);
  }

  @Override
  List<Phase> phases(List<String> wrong) {
    String to = idle;
    String from = back();
    if (to == null || !COLOUR.matcher(to).matches()) {
      wrong.add(
          "idle: found "
              + (to == null ? "nothing" : "'" + to + "'")
              + ", expected the colour that shall get the traffic, such as green");
      return List.of();
    }
    if (from == null || !COLOUR.matcher(from).matches() || from.equals(to)) {
      wrong.add(
          "live: found "
              + (from == null ? "nothing" : "'" + from + "'")
              + ", expected the colour that has the traffic now, another one than "
              + to);
    }
    return Phase.blueGreen(to);
  }

  @Override
  @Nullable String back() {
    if (live != null) {
      return live;
    }
    return GREEN.equals(idle) ? BLUE : BLUE.equals(idle) ? GREEN : null;
  }

  @Override
  String title(String ofWhat) {
    return "Switch of " + ofWhat + " to " + idle;
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
      return "Switch the traffic to the idle one of two environments";
    }

    @Override
    public boolean takesImplicitBlockArgument() {
      return true;
    }

    /** Whether a colour is given. */
    @POST
    public FormValidation doCheckIdle(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      return value != null && COLOUR.matcher(value.strip()).matches()
          ? FormValidation.ok()
          : FormValidation.error("Give the colour that shall get the traffic, such as green.");
    }
  }
}
