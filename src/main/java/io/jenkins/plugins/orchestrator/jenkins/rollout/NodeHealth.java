package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHealth;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks for the service's health from the node that the step holds. */
final class NodeHealth implements RolloutHealth {
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(2);

  private final RolloutNode node;
  private final URI health;
  private final Duration timeout;

  /**
   * @param timeout of one request
   */
  NodeHealth(RolloutNode node, URI health, Duration timeout) {
    this.node = node;
    this.health = health;
    this.timeout = timeout;
  }

  @Override
  public @Nullable String check(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      String wrong = checkOnce();
      if (wrong == null || System.nanoTime() + BETWEEN_CHECKS.toNanos() > end) {
        return wrong;
      }
      try {
        Thread.sleep(BETWEEN_CHECKS.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return wrong;
      }
    }
  }

  private @Nullable String checkOnce() {
    try {
      String wrong = node.<@Nullable String>ask(() -> new HealthCallable(health, timeout));
      return wrong == null ? null : RolloutNode.text(wrong);
    } catch (IOException | RuntimeException e) {
      return "the node could not ask " + health + ": " + RolloutNode.text(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "broken off";
    }
  }
}
