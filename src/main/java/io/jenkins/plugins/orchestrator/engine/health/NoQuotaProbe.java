package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks nobody. */
record NoQuotaProbe() implements QuotaProbe {
  private static final long serialVersionUID = 1L;

  @Override
  public Optional<String> remaining(
      Quota quota, @Nullable String key, Duration timeout, Cancellation cancellation)
      throws IOException {
    throw new IOException("this run asks no web services");
  }
}
