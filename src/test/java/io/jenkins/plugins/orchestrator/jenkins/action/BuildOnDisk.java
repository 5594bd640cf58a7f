package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import hudson.model.Run;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** A build with a directory and one action. */
public final class BuildOnDisk {
  private BuildOnDisk() {}

  /** One that goes on. */
  public static Run<?, ?> in(Path directory) {
    Run<?, ?> build = mock(Run.class);
    AtomicReference<OrchestrationAction> action = new AtomicReference<>();
    when(build.isLogUpdated()).thenReturn(true);
    when(build.getUrl()).thenReturn("job/x/1/");
    when(build.getFullDisplayName()).thenReturn("x #1");
    when(build.getRootDir()).thenReturn(directory.toFile());
    doAnswer(call -> action.get()).when(build).getAction(OrchestrationAction.class);
    doAnswer(
            call -> {
              OrchestrationAction added = call.getArgument(0);
              action.set(added);
              added.onAttached(build);
              return null;
            })
        .when(build)
        .addAction(any());
    return build;
  }
}
