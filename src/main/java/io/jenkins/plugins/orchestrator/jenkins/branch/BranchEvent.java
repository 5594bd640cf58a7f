package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import java.util.Objects;

/** Something that happened in a branch, on its way to the controller. */
sealed interface BranchEvent extends Serializable {
  /** Says it to a listener of the controller's. */
  void tell(String environment, BranchProgress listener);

  /** Something that happened in a part of the branch that has a name of its own. */
  record OfPart(String part, BranchEvent event) implements BranchEvent {
    public OfPart {
      Objects.requireNonNull(part);
      if (event instanceof OfPart) {
        throw new IllegalArgumentException("a part of a part");
      }
      Objects.requireNonNull(event);
    }

    @Override
    public void tell(String environment, BranchProgress listener) {
      event.tell(environment, listener);
    }
  }

  /** A task has begun. */
  record TaskStarted(TaskKind task) implements BranchEvent {
    public TaskStarted {
      Objects.requireNonNull(task);
    }

    @Override
    public void tell(String environment, BranchProgress listener) {
      listener.taskStarted(environment, task);
    }
  }

  /** A task has ended. */
  record TaskFinished(TaskReport task) implements BranchEvent {
    public TaskFinished {
      Objects.requireNonNull(task);
    }

    @Override
    public void tell(String environment, BranchProgress listener) {
      listener.taskFinished(environment, task);
    }
  }

  /** A script is about to run. */
  record ScriptStarted(String script, int index, int count) implements BranchEvent {
    @Override
    public void tell(String environment, BranchProgress listener) {
      listener.scriptStarted(environment, script, index, count);
    }
  }

  /** A script has ended. */
  record ScriptFinished(ScriptReport script) implements BranchEvent {
    public ScriptFinished {
      Objects.requireNonNull(script);
    }

    @Override
    public void tell(String environment, BranchProgress listener) {
      listener.scriptFinished(environment, script);
    }
  }

  /** A lane that is a part of the branch has ended. */
  record LaneFinished(LaneReport lane) implements BranchEvent {
    public LaneFinished {
      Objects.requireNonNull(lane);
    }

    /** Nothing when it is another's: a branch speaks for its own parts. */
    @Override
    public void tell(String environment, BranchProgress listener) {
      if (lane.name().equals(environment)) {
        listener.laneFinished(lane);
      }
    }
  }

  /** A line for people. */
  record Message(String text) implements BranchEvent {
    public Message {
      Objects.requireNonNull(text);
    }

    @Override
    public void tell(String environment, BranchProgress listener) {
      listener.message(environment, text);
    }
  }
}
