package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.http.BodyConditions;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sends the requests of {@code health_checks} and judges their answers. */
final class HealthChecks {
  private final Site site;

  HealthChecks(Site site) {
    this.site = site;
  }

  CompletableFuture<Outcome> run() {
    List<CompletableFuture<Outcome>> running =
        site.deployment().endpoints().stream().map(this::run).toList();
    return Futures.all(running).thenApply(Outcome::of);
  }

  /** How one try ended. */
  private record Try(Status status, String found, @Nullable String message) {}

  private CompletableFuture<Outcome> run(EndpointCheck check) {
    Request request =
        new Request(
            check.method(),
            site.uri(check.path()),
            site.deployment().access(),
            check.headers(),
            check.body(),
            check.redirects(),
            check.maxBody(),
            check.timeout());
    return Retries.run(
            site,
            check.retries(),
            check.retryDelay(),
            () ->
                site.send(request)
                    .thenApplyAsync(result -> judge(check, result), site.exchanges().executor()),
            attempt -> attempt.status() == Status.PASSED)
        .thenApply(ended -> outcome(check, ended));
  }

  private Outcome outcome(EndpointCheck check, Retries.Ended<Try> ended) {
    Try last = ended.last();
    boolean late = last.status() == Status.PASSED && ended.tries() > 1;
    String afterRetry =
        late
            ? "passed after "
                + Retries.count(ended.tries() - 1)
                + "; first "
                + ended.first().found()
            : last.message();
    CheckReport report =
        new CheckReport(
            "health",
            check.name(),
            last.status(),
            site.text(expected(check)),
            site.text(
                ended.tries() > 1
                    ? last.found() + " (try " + ended.tries() + " of " + (check.retries() + 1) + ")"
                    : last.found()),
            ended.duration(),
            site.nullable(afterRetry));
    return late
        ? Outcome.of(
            report, Retries.finding(site, check.name(), ended.tries() - 1, ended.first().found()))
        : Outcome.of(report);
  }

  private Try judge(EndpointCheck check, Result result) {
    if (result instanceof Result.NoAnswer none) {
      return noAnswer(site, none);
    }
    Result.Answer answer = (Result.Answer) result;
    String took = "status " + answer.status() + " in " + HumanDuration.of(answer.duration());
    if (!check.statuses().contains(answer.status())) {
      String excerpt = answer.size() == 0 ? "" : ": " + answer.excerpt(site::redact);
      return new Try(Status.FAILED, took + excerpt, null);
    }
    if (check.maxTime() != null && answer.duration().compareTo(check.maxTime()) > 0) {
      return new Try(Status.FAILED, took, "slower than max_time allows");
    }
    Try certificate = certificate(check, answer, took);
    if (certificate != null) {
      return certificate;
    }
    List<BodyConditions.Judgement> judgements =
        BodyConditions.judge(check.conditions(), answer, site::redact);
    for (Status bad : List.of(Status.FAILED, Status.UNKNOWN)) {
      for (BodyConditions.Judgement judgement : judgements) {
        if (judgement.status() == bad) {
          return new Try(
              bad, took + ", but " + judgement.found(), judgement.expected() + " failed");
        }
      }
    }
    String values =
        judgements.isEmpty()
            ? ""
            : ": "
                + judgements.stream()
                    .map(BodyConditions.Judgement::found)
                    .collect(Collectors.joining(", "));
    return new Try(
        Status.PASSED,
        took
            + (answer.redirects() == 0 ? "" : " after " + answer.redirects() + " redirects")
            + values,
        null);
  }

  private static @Nullable Try certificate(EndpointCheck check, Result.Answer answer, String took) {
    Integer least = check.certificateDays();
    if (least == null) {
      return null;
    }
    X509Certificate certificate = answer.certificate();
    if (certificate == null) {
      return new Try(Status.FAILED, took + " without TLS", "there is no certificate to look at");
    }
    Duration left = Duration.between(Instant.now(), certificate.getNotAfter().toInstant());
    return left.compareTo(Duration.ofDays(least)) >= 0
        ? null
        : new Try(
            Status.FAILED,
            took + ", a certificate until " + certificate.getNotAfter().toInstant(),
            "it is good for " + left.toDays() + " days; renew it");
  }

  /** What it means for a check that there is no answer. */
  private static Try noAnswer(Site site, Result.NoAnswer none) {
    return switch (none.kind()) {
      case CANCELLED -> new Try(site.givenUp(), "nothing", site.whyGivenUp());
      case NOT_SENT -> new Try(Status.UNKNOWN, "nothing", none.message());
      case TIMED_OUT -> new Try(Status.TIMED_OUT, none.message(), null);
      default -> new Try(Status.FAILED, none.message(), null);
    };
  }

  private static String expected(EndpointCheck check) {
    List<String> parts = new ArrayList<>();
    parts.add(check.statuses().stream().map(Object::toString).collect(Collectors.joining(" or ")));
    if (check.maxTime() != null) {
      parts.add("within " + HumanDuration.of(check.maxTime()));
    }
    if (check.certificateDays() != null) {
      parts.add("certificate good for " + check.certificateDays() + " days");
    }
    BodyConditions.describe(check.conditions()).forEach(parts::add);
    return String.join("; ", parts);
  }
}
