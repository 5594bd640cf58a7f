package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a web service what it leaves of a quota. Travels with the plan to where a lane runs. */
public interface QuotaProbe extends Serializable {
  /**
   * Asks once, by GET, and reads no more of the answer than its headers. An answer that refuses
   * because too much was asked (429) counts where it says what is left.
   *
   * @param key the key for the service, null for none; must not reach any message
   * @param timeout of all of it
   * @return the header's value; empty when the answer has no such header
   * @throws IOException when there was no answer, or one that is no success; free of the key
   */
  Optional<String> remaining(
      Quota quota, @Nullable String key, Duration timeout, Cancellation cancellation)
      throws IOException;

  /** One that asks by HTTP. */
  static QuotaProbe http() {
    return new HttpQuotaProbe();
  }

  /** One for a place that asks no web services: every quota is UNKNOWN. */
  static QuotaProbe none() {
    return new NoQuotaProbe();
  }
}
