package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.Prometheus;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.Slo;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.PacedProbe.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Interval;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Measures service levels and says what that allows to say. */
final class ServiceLevels {
  private static final double P95 = 0.95;
  private static final String NOT_ALL_SENT =
      "this machine could not send all requests of the probe";

  private final Site site;
  private final Slo slo;
  private final long start = System.nanoTime();

  ServiceLevels(Site site) {
    this.site = site;
    this.slo = Objects.requireNonNull(site.deployment().slo());
  }

  CompletableFuture<Outcome> run() {
    Prometheus prometheus = slo.prometheus();
    return prometheus == null
        ? new PacedProbe(site, Objects.requireNonNull(slo.probe()), slo.p95())
            .run()
            .thenApply(this::ofProbe)
        : ofPrometheus(prometheus);
  }

  private Outcome ofProbe(Measured measured) {
    boolean cut = measured.errors().trials() < Objects.requireNonNull(slo.probe()).requests();
    List<CheckReport> checks = new ArrayList<>();
    Double availability = slo.availability();
    if (availability != null) {
      SloVerdict verdict =
          SloVerdict.of(measured.unavailable(), 1 - availability, slo.confidence());
      checks.add(check("availability", least(availability), "unavailable: ", verdict, cut));
    }
    Double errorRate = slo.errorRate();
    if (errorRate != null) {
      SloVerdict verdict = SloVerdict.of(measured.errors(), errorRate, slo.confidence());
      checks.add(check("error rate", most(errorRate), "errors: ", verdict, cut));
    }
    Duration p95 = slo.p95();
    if (p95 != null) {
      SloVerdict verdict = SloVerdict.of(measured.tooSlow(), 1 - P95, slo.confidence());
      checks.add(
          check(
              "p95",
              "at most " + HumanDuration.of(p95),
              p95(measured) + "; slower than the objective: ",
              verdict,
              cut));
    }
    List<Finding> findings = new ArrayList<>();
    if (measured.heldBack()) {
      findings.add(
          Finding.of(
              Finding.Severity.WARNING,
              "probe-held-back",
              "requests of the probe were held back, as too many were not yet answered",
              "ask for a lower rate"));
    }
    String firstError = measured.firstError();
    if (firstError != null) {
      findings.add(
          Finding.of(
              Finding.Severity.INFO,
              "probe-error",
              "the first error of the probe: " + firstError,
              null));
    }
    boolean some = measured.errors().trials() > 0;
    return new Outcome(
        checks,
        some ? List.of(new Fact("Probe", probe(measured))) : List.of(),
        some ? List.of(histogram(measured.latencies(), measured.unanswered())) : List.of(),
        findings);
  }

  private static String probe(Measured measured) {
    return measured.errors().trials()
        + " requests in "
        + HumanDuration.of(measured.duration())
        + ", "
        + measured.unanswered()
        + " without an answer";
  }

  /** The estimate and its interval by order statistics; those without an answer are the slowest. */
  private String p95(Measured measured) {
    LatencyDistribution all = withUnanswered(measured);
    if (all.count() == 0) {
      return "no p95";
    }
    Interval bounds = all.quantileInterval(P95, Confidence.twoSided(slo.confidence()));
    return "p95 "
        + seconds(all.quantile(P95))
        + " ("
        + seconds(bounds.lower())
        + " to "
        + (Double.isInfinite(bounds.upper()) ? "no bound" : seconds(bounds.upper()))
        + ")";
  }

  private static LatencyDistribution withUnanswered(Measured measured) {
    if (measured.unanswered() == 0) {
      return measured.latencies();
    }
    List<LatencyDistribution.Bin> bins = new ArrayList<>(measured.latencies().bins());
    double last = bins.isEmpty() ? 0 : bins.get(bins.size() - 1).upper();
    bins.add(new LatencyDistribution.Bin(last, Double.POSITIVE_INFINITY, measured.unanswered()));
    return new LatencyDistribution(bins);
  }

  private static ReportTable histogram(LatencyDistribution latencies, int unanswered) {
    return LatencyHistogram.table(latencies, unanswered);
  }

  private static String seconds(double seconds) {
    return HumanDuration.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }

  private CompletableFuture<Outcome> ofPrometheus(Prometheus prometheus) {
    PrometheusQueries queries = new PrometheusQueries(site, prometheus);
    CompletableFuture<@Nullable PrometheusAnswer> samples =
        prometheus.samples() == null
            ? CompletableFuture.completedFuture(null)
            : queries.now(prometheus.samples()).thenApply(answer -> answer);
    List<CompletableFuture<CheckReport>> checks = new ArrayList<>();
    Double availability = slo.availability();
    if (availability != null) {
      checks.add(
          queries
              .asConfigured(Objects.requireNonNull(prometheus.availability()))
              .thenCombine(
                  samples,
                  (answer, n) ->
                      check(
                          "availability",
                          least(availability),
                          "",
                          PrometheusVerdict.ofShare(answer, n, availability, true, slo))));
    }
    Double errorRate = slo.errorRate();
    if (errorRate != null) {
      checks.add(
          queries
              .asConfigured(Objects.requireNonNull(prometheus.errorRate()))
              .thenCombine(
                  samples,
                  (answer, n) ->
                      check(
                          "error rate",
                          most(errorRate),
                          "",
                          PrometheusVerdict.ofShare(answer, n, errorRate, false, slo))));
    }
    Duration p95 = slo.p95();
    if (p95 != null) {
      checks.add(
          queries
              .asConfigured(Objects.requireNonNull(prometheus.p95()))
              .thenCombine(
                  samples,
                  (answer, n) ->
                      check(
                          "p95",
                          "at most " + HumanDuration.of(p95),
                          "",
                          PrometheusVerdict.ofLatency(answer, n, p95, slo))));
    }
    return Futures.all(checks).thenApply(all -> new Outcome(all, List.of(), List.of(), List.of()));
  }

  private static String least(double share) {
    return "at least " + SloVerdict.percent(share);
  }

  private static String most(double share) {
    return "at most " + SloVerdict.percent(share);
  }

  private CheckReport check(String name, String expected, String what, SloVerdict verdict) {
    return check(name, expected, what, verdict, false);
  }

  /**
   * @param cut whether less was measured than was asked for: then only what is shown counts
   */
  private CheckReport check(
      String name, String expected, String what, SloVerdict verdict, boolean cut) {
    boolean nothing = verdict.kind() == SloVerdict.Kind.UNKNOWN && site.ending().isCancelled();
    boolean little = verdict.kind() == SloVerdict.Kind.CONSISTENT && cut;
    Status status = nothing || little ? site.givenUp() : verdict.status(slo.mustBeMet());
    String message =
        nothing || little
            ? site.ending().isCancelled() ? site.whyGivenUp() : NOT_ALL_SENT
            : status == Status.UNKNOWN && verdict.kind() == SloVerdict.Kind.CONSISTENT
                ? "only consistent with the objective, and slo.require is met"
                : null;
    return new CheckReport(
        "slo",
        name,
        status,
        expected,
        site.text(verdict.kind().words() + ": " + what + verdict.why()),
        Duration.ofNanos(System.nanoTime() - start),
        message);
  }
}
