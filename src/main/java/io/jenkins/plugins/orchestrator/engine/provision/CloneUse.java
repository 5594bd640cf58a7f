package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.migration.CloneSite;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs the user's command with the clones. It finds them by {@code DATABASE_URL_1}, {@code
 * DATABASE_NAME_1} and so on, libpq's programs their password by {@code PGPASSFILE}; nothing of it
 * stands in its arguments.
 */
final class CloneUse {
  private final ProvisionPlan plan;
  private final Meeting meeting;
  private final CloneSite site;

  CloneUse(ProvisionPlan plan, Meeting meeting, CloneSite site) {
    this.plan = plan;
    this.meeting = meeting;
    this.site = site;
  }

  /**
   * Runs it to its end, or to the clones'.
   *
   * @param end of the clones
   */
  Used run(String command, Instant end) {
    RunContext context = site.context();
    Cancellation cancellation = context.cancellation();
    List<ProvisionedDatabase> databases = Objects.requireNonNull(meeting.handedOut());
    DatabaseTarget server = Provisioned.server(plan.environment());
    try (PasswordFile passwords = site.snapshots().passwordFile(server)) {
      cancellation.check();
      Map<String, String> variables = variables(databases);
      if (passwords.path() != null) {
        variables.put("PGPASSFILE", passwords.path().toString());
      }
      Duration left = Duration.between(Instant.now(), end);
      UserCommands.Ended ended =
          context
              .commands()
              .run(
                  new UserCommands.Command(
                      command, variables, left.isNegative() ? Duration.ZERO : left),
                  site.snapshots().children(),
                  cancellation);
      return judged(ended, context);
    } catch (IOException e) {
      return new Used(
          Status.FAILED, null, context.redactor().redact(String.valueOf(e.getMessage())), "");
    } catch (io.jenkins.plugins.orchestrator.engine.run.CancelledException e) {
      return new Used(Status.CANCELLED, null, e.getMessage(), "");
    } catch (RuntimeException e) {
      // The other lanes wait for an answer.
      return new Used(Status.FAILED, null, "internal error, please report it: " + e, "");
    }
  }

  private Map<String, String> variables(List<ProvisionedDatabase> databases) {
    Map<String, String> variables = new HashMap<>();
    for (ProvisionedDatabase database : databases) {
      DatabaseTarget target = Provisioned.target(database, plan.environment());
      variables.put("DATABASE_URL_" + database.index(), DatabaseUrl.render(target, true));
      variables.put("DATABASE_NAME_" + database.index(), database.name());
    }
    return variables;
  }

  private Used judged(UserCommands.Ended ended, RunContext context) {
    String output = context.redactor().redact(ended.outputEnd());
    Integer code = ended.exitCode();
    if (code != null) {
      return code == 0
          ? new Used(Status.PASSED, code, null, output)
          : new Used(Status.FAILED, code, "exit code " + code + ", expected 0", output);
    }
    return ended.status() == Status.TIMED_OUT
        ? new Used(
            Status.TIMED_OUT,
            null,
            "the command was ended because the clones' time was over ("
                + plan.options().ttl().toSeconds()
                + " s)",
            output)
        : new Used(ended.status(), null, context.cancellation().reason(), output);
  }
}
