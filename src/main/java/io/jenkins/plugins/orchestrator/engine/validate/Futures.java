package io.jenkins.plugins.orchestrator.engine.validate;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Several results as one. */
final class Futures {
  private Futures() {}

  /** All results in their order, when all are there. */
  static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> futures.stream().map(CompletableFuture::join).toList());
  }
}
