package io.jenkins.plugins.orchestrator.engine.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.VersionCheck;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.http.BodyConditions;
import io.jenkins.plugins.orchestrator.engine.validate.http.JsonSelection;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks the deployment which version it is. */
final class DeployedVersion {
  private static final int LONGEST = 200;

  private final Site site;
  private final VersionCheck check;

  DeployedVersion(Site site) {
    this.site = site;
    this.check = Objects.requireNonNull(site.deployment().version());
  }

  /** How one try ended. */
  private record Try(Status status, String found, @Nullable String message) {}

  CompletableFuture<Outcome> run() {
    Request request =
        Request.get(
            site.uri(check.path()),
            site.deployment().access(),
            EndpointCheck.MAX_BODY,
            check.timeout());
    return Retries.run(
            site,
            check.retries(),
            check.retryDelay(),
            () -> site.send(request).thenApply(this::judge),
            attempt -> attempt.status() == Status.PASSED)
        .thenApply(this::outcome);
  }

  private Outcome outcome(Retries.Ended<Try> ended) {
    Try last = ended.last();
    String found = site.text(last.found());
    CheckReport report =
        new CheckReport(
            "version",
            "version",
            last.status(),
            site.text(check.expected()),
            found,
            ended.duration(),
            site.nullable(last.message()));
    List<Fact> facts =
        last.status() == Status.PASSED ? List.of(new Fact("Version", found)) : List.of();
    boolean late = last.status() == Status.PASSED && ended.tries() > 1;
    return new Outcome(
        List.of(report),
        facts,
        List.of(),
        late
            ? List.of(Retries.finding(site, "version", ended.tries() - 1, ended.first().found()))
            : List.of());
  }

  private Try judge(Result result) {
    if (result instanceof Result.NoAnswer none) {
      return none.kind() == Result.NoAnswer.Kind.CANCELLED
          ? new Try(site.givenUp(), "nothing", site.whyGivenUp())
          : new Try(Status.UNKNOWN, none.message(), "which version runs there is not known");
    }
    Result.Answer answer = (Result.Answer) result;
    if (answer.status() != 200) {
      return new Try(
          Status.UNKNOWN,
          "status " + answer.status(),
          "expected status 200; which version runs there is not known");
    }
    try {
      String version = version(answer);
      return version.equals(check.expected())
          ? new Try(Status.PASSED, version, null)
          : new Try(Status.FAILED, version, "another version than the deployed one answers");
    } catch (IOException e) {
      return new Try(Status.UNKNOWN, String.valueOf(e.getMessage()), null);
    }
  }

  private String version(Result.Answer answer) throws IOException {
    String header = check.header();
    if (header != null) {
      String value =
          answer.header(header).orElseThrow(() -> new IOException("no header " + header));
      return plausible(value.strip(), "the header " + header, answer);
    }
    String encoding = answer.header("content-encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new IOException("a body in " + encoding + ", which nobody asked for");
    }
    if (check.json() == null) {
      return plausible(answer.text().strip(), "the body", answer);
    }
    List<JsonNode> values =
        JsonSelection.of(BodyConditions.json(answer, site::redact), check.json());
    if (values.isEmpty() || !values.get(0).isValueNode() || values.get(0).isNull()) {
      throw new IOException("no text at " + check.json() + ": " + answer.excerpt(site::redact));
    }
    return plausible(values.get(0).asText().strip(), "the text at " + check.json(), answer);
  }

  private String plausible(String text, String where, Result.Answer answer) throws IOException {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IOException(
          where
              + " has "
              + text.length()
              + " characters, which is no version: "
              + answer.excerpt(site::redact));
    }
    return text;
  }
}
