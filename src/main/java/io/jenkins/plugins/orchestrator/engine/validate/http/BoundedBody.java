package io.jenkins.plugins.orchestrator.engine.validate.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads so many bytes of a body, and gives up on a bigger one by closing the connection. Of none it
 * does not wait for the first byte.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  /** The body is bigger. */
  static final class TooBigException extends IOException {
    private static final long serialVersionUID = 1L;

    TooBigException(long most) {
      super("sent more than " + most + " bytes");
    }
  }

  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given);
    if (most == 0) {
      given.cancel();
      result.complete(new byte[0]);
      return;
    }
    given.request(Long.MAX_VALUE);
  }

  /** Reads no more, now or when the body begins. */
  void cancel() {
    var unused = subscription.thenAccept(Flow.Subscription::cancel);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (result.isDone()) {
        return;
      }
      if (bytes.size() + (long) buffer.remaining() > most) {
        cancel();
        result.completeExceptionally(new TooBigException(most));
        return;
      }
      byte[] part = new byte[buffer.remaining()];
      buffer.get(part);
      bytes.write(part, 0, part.length);
    }
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    result.complete(bytes.toByteArray());
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }
}
