package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** Gives the page of its environments to every job in which an operation ran. */
@Extension
@SuppressWarnings("rawtypes") // a class literal has no type arguments
public final class EnvironmentsActionFactory extends TransientActionFactory<Job> {
  @Override
  public Class<Job> type() {
    return Job.class;
  }

  @Override
  public Class<? extends Action> actionType() {
    return EnvironmentsAction.class;
  }

  @Override
  public Collection<? extends Action> createFor(Job job) {
    Job<?, ?> any = job;
    return EnvironmentsAction.isMarked(any) ? List.of(new EnvironmentsAction(any)) : List.of();
  }
}
