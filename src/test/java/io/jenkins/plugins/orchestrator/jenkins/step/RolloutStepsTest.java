package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnFailure;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnRestart;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Increase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.Counter;
import io.jenkins.plugins.orchestrator.jenkins.rollout.RolloutOrder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The parameters of {@code progressiveRollout} and {@code blueGreen}. */
class RolloutStepsTest {
  private static final String STABLE = "https://stable.example/search";
  private static final String CANARY = "https://canary.example/search";

  private final ProgressiveRolloutStep step = new ProgressiveRolloutStep();

  private RolloutOrder order() {
    step.setBaseline(STABLE);
    step.setCanary(CANARY);
    return step.order();
  }

  @Test
  void theDefaultsAreFourPhasesOfHalfAnHourWithTheUsualLimits() {
    RolloutOrder order = order();

    RolloutSettings settings = order.settings();
    assertThat(settings)
        .isEqualTo(
            RolloutSettings.of(
                "canary.example",
                Phase.canary(List.of(5, 25, 50, 100)),
                null,
                Duration.ofMinutes(30),
                GateLimits.usual()));
    assertThat(settings.every()).isEqualTo(Duration.ofMinutes(1));
    assertThat(order.pair().rate()).isEqualTo(5);
    assertThat(order.health()).as("the baseline").isEqualTo(URI.create(STABLE));
    assertThat(order.title()).isEqualTo("Progressive rollout of canary.example");
  }

  @Test
  void everythingThatIsAskedForIsInTheOrder() {
    step.setName("shop");
    step.setPhases(List.of("10", "100"));
    step.setObserve("10m");
    step.setEvery("30s");
    step.setInitialDelay("2m");
    step.setRate(20);
    step.setRequestTimeout("2s");
    step.setMinSamples(500);
    step.setMaxErrorRateIncreasePercent("50");
    step.setMaxErrorRatePercent("1.5");
    step.setMaxLatency("500ms");
    step.setOnFailure("freeze");
    step.setOnRestart("giveUp");
    step.setHealth("/health");
    step.setRollbackLimit("1m");
    step.setDryRun(true);

    RolloutOrder order = order();

    RolloutSettings settings = order.settings();
    assertThat(settings.name()).isEqualTo("shop");
    assertThat(settings.phases()).extracting(Phase::weight).containsExactly(10, 100);
    assertThat(settings.every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.initialDelay()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.limits().errorIncrease()).isEqualTo(Increase.percent(50));
    assertThat(settings.limits().latencyIncreasePercent()).as("no limit").isNull();
    assertThat(settings.limits().maxErrorPercent()).isEqualTo(1.5);
    assertThat(settings.limits().maxP95()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.limits().minSamples()).isEqualTo(500);
    assertThat(settings.onFailure()).isEqualTo(OnFailure.FREEZE);
    assertThat(settings.onRestart()).isEqualTo(OnRestart.GIVE_UP);
    assertThat(settings.dryRun()).isTrue();
    assertThat(settings.rollbackLimit()).isEqualTo(Duration.ofMinutes(1));
    assertThat(order.pair().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(order.health()).isEqualTo(URI.create("https://stable.example/health"));
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    step.setPhases(List.of("50", "25"));
    step.setBaseline("stable.example");
    step.setObserve("for ever");
    step.setRate(50);
    step.setRequestTimeout("1m");
    step.setMaxErrorRateIncreasePoints("+2 %");
    step.setMaxLatencyIncreasePercent("20%");
    step.setOnFailure("panic");
    step.setOnRestart("never");
    step.setHealth("health");

    assertThatThrownBy(step::order)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("progressiveRollout: ")
        .hasMessageContaining("phases: found [50, 25], expected rising percentages from 1 to 100")
        .hasMessageContaining("baseline: found 'stable.example', expected a URL")
        .hasMessageContaining("canary: found nothing, expected a URL")
        .hasMessageContaining("observe: found 'for ever'")
        .hasMessageContaining("rate: found 50, expected from 1 to 20")
        .hasMessageContaining("requestTimeout: found '1m', expected at most 10s")
        .hasMessageContaining("maxErrorRateIncreasePoints: found '+2 %'")
        .hasMessageContaining("'+2 %' is ambiguous")
        .hasMessageContaining("maxLatencyIncreasePercent: found '20%', expected a number")
        .hasMessageContaining("onFailure: found 'panic', expected 'rollback' or 'freeze'")
        .hasMessageContaining("onRestart: found 'never', expected 'continue' or 'giveUp'")
        .hasMessageContaining("health: found 'health', expected a URL");
  }

  @Test
  void twoUnitsAtOnceAreRefused() {
    step.setMaxErrorRateIncreasePoints("2");
    step.setMaxErrorRateIncreasePercent("2");

    assertThatThrownBy(this::order).hasMessageContaining("expected one of them");
  }

  @Test
  void aPhaseThatCouldNotPassIsRefused() {
    step.setObserve("10s");

    assertThatThrownBy(this::order)
        .hasMessageContaining(
            "found 5 requests per second for 10s, which are 50, expected at least 100");
  }

  @Test
  void aLimitWithoutAUnitIsRefusedWithTheTwoThatHaveOne() {
    var descriptor = new ProgressiveRolloutStep.DescriptorImpl();

    assertThatThrownBy(() -> descriptor.customInstantiate(Map.of("maxErrorRateIncrease", 2)))
        .hasMessageContaining("maxErrorRateIncreasePoints: 2 for 3 %")
        .hasMessageContaining("maxErrorRateIncreasePercent: 2 for 1.02 %");
  }

  @Test
  void aPasswordThatMakesAUrlUnreadableIsNotRepeated() {
    for (String url : List.of("https://shop:pa/55@canary.example/", "https://s:p#55@canary/")) {
      assertThatThrownBy(() -> step.setCanary(url))
          .hasMessageContaining("canary: found a user in the URL")
          .hasMessageNotContaining("55");
    }
  }

  @Test
  void anAtSignBehindTheHostIsNoUser() {
    step.setHealth("https://stable.example?to=shop@stable.example");

    assertThat(order().health().getHost()).isEqualTo("stable.example");
  }

  @Test
  void aPasswordInAUrlIsRefusedAndNotRepeated() {
    var descriptor = new BlueGreenStep.DescriptorImpl();

    assertThatThrownBy(
            () -> descriptor.customInstantiate(Map.of("canary", "https://me:hunter2@canary/")))
        .hasMessageContaining("canary: found a user in the URL")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> step.setHealth("https://me:hunter2@stable/"))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void numbersOfAPipelineAreTakenAsTheyAre() {
    Map<String, Object> texts =
        new ProgressiveRolloutStep.DescriptorImpl()
            .customInstantiate(
                Map.of("phases", List.of(5, 100), "maxErrorRateIncreasePoints", 0.5, "rate", 2));

    assertThat(texts)
        .containsEntry("phases", List.of("5", "100"))
        .containsEntry("maxErrorRateIncreasePoints", "0.5")
        .containsEntry("rate", 2);
    step.setPhases(List.of("5, 25\n100"));
    assertThat(step.getPhases()).as("of the form").containsExactly("5", "25", "100");
  }

  @Test
  void theOtherColourGetsTheTrafficBack() {
    BlueGreenStep blueGreen = new BlueGreenStep();
    blueGreen.setBaseline(STABLE);
    blueGreen.setCanary(CANARY);
    assertThatThrownBy(blueGreen::order).hasMessageContaining("idle: found nothing");

    blueGreen.setIdle("green");
    assertThat(blueGreen.order().settings().takeBack()).isEqualTo(new Shift(0, 0, "blue"));
    assertThat(blueGreen.order().title()).isEqualTo("Switch of canary.example to green");

    blueGreen.setIdle("b");
    assertThatThrownBy(blueGreen::order).hasMessageContaining("live: found nothing");
    blueGreen.setLive("a");
    assertThat(blueGreen.order().settings().takeBack()).isEqualTo(new Shift(0, 0, "a"));
    blueGreen.setLive("b");
    assertThatThrownBy(blueGreen::order).hasMessageContaining("another one than b");
  }

  private static PrometheusGate counters() {
    PrometheusGate gate = new PrometheusGate();
    gate.setUrl("http://prometheus.example:9090");
    gate.setBaselineRequests("requests{v=\"1\"}");
    gate.setBaselineErrors("errors{v=\"1\"} or vector(0)");
    gate.setCanaryRequests("requests{v=\"2\"}");
    gate.setCanaryErrors("errors{v=\"2\"} or vector(0)");
    return gate;
  }

  @Test
  void withPrometheusOnlyTheHealthIsAsked() {
    PrometheusGate gate = counters();
    gate.setCredentialsId("prometheus");
    step.setPrometheus(gate);
    step.setHealth("https://shop.example/health");

    RolloutOrder order = step.order();

    assertThat(order.pair()).isNull();
    assertThat(order.health()).isEqualTo(URI.create("https://shop.example/health"));
    assertThat(order.settings().name()).isEqualTo("shop.example");
    assertThat(order.prometheus().credentialsId()).isEqualTo("prometheus");
    assertThat(order.prometheus().queries().texts())
        .containsEntry(Counter.CANARY_ERRORS, "errors{v=\"2\"} or vector(0)")
        .hasSize(4);
  }

  @Test
  void withoutAHistogramTheUsualLimitsAreThoseOfErrors() {
    step.setPrometheus(counters());
    assertThat(order().settings().limits().latencyIncreasePercent()).isNull();
    assertThat(order().settings().limits().errorIncrease())
        .isEqualTo(GateLimits.usual().errorIncrease());

    PrometheusGate gate = counters();
    gate.setBaselineLatency("buckets");
    gate.setCanaryLatency("buckets");
    step.setPrometheus(gate);
    assertThat(order().settings().limits()).isEqualTo(GateLimits.usual());
  }

  @Test
  void allMistakesOfPrometheusAreNamedAtOnce() {
    PrometheusGate gate = new PrometheusGate();
    gate.setUrl("prometheus:9090");
    gate.setBaselineRequests("sum(rate(requests[5m]))");
    gate.setBaselineErrors("increase (errors[5m])");
    gate.setBaselineLatency("histogram_quantile(0.95, buckets)");
    step.setPrometheus(gate);

    assertThatThrownBy(step::order)
        .hasMessageContaining("prometheus.url: found 'prometheus:9090', expected a URL")
        .hasMessageContaining("prometheus.baselineRequests: found rate(), expected counters")
        .hasMessageContaining("prometheus.baselineErrors: found increase(), expected counters")
        .hasMessageContaining("prometheus.canaryRequests: found nothing")
        .hasMessageContaining("prometheus.canaryErrors: found nothing")
        .hasMessageContaining("prometheus.baselineLatency: found histogram_quantile()")
        .hasMessageContaining("prometheus.canaryLatency: found nothing")
        .hasMessageContaining("health: found nothing, and no baseline");
  }

  @Test
  void aLimitOfTheLatencyNeedsAHistogram() {
    step.setPrometheus(counters());
    step.setMaxLatency("500ms");

    assertThatThrownBy(this::order)
        .hasMessageContaining("maxLatency: found a limit, but neither prometheus.baselineLatency");
  }

  @Test
  void aPasswordInTheUrlOfPrometheusIsRefusedAndNotRepeated() {
    var descriptor = new ProgressiveRolloutStep.DescriptorImpl();
    Map<String, Object> arguments =
        Map.of("prometheus", Map.of("url", "https://me:hunter2@prometheus/"));

    assertThatThrownBy(() -> descriptor.customInstantiate(arguments))
        .hasMessageContaining("prometheus.url: found a user in the URL")
        .hasMessageNotContaining("hunter2");
  }
}
