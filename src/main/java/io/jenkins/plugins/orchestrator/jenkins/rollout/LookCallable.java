package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.PairedProbes;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/** One look at both versions, from the node of a workspace; needs no executor there. */
final class LookCallable extends MasterToSlaveFileCallable<List<Sample>> {
  private static final long serialVersionUID = 1L;

  private final ProbedPair pair;
  private final Duration lasting;

  LookCallable(ProbedPair pair, Duration lasting) {
    this.pair = pair;
    this.lasting = lasting;
  }

  @Override
  public List<Sample> invoke(File workspace, VirtualChannel channel) throws InterruptedException {
    return new ArrayList<>(PairedProbes.send(pair, lasting));
  }
}
