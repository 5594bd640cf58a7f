package io.jenkins.plugins.orchestrator.engine.validate.http;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result.NoAnswer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One request and the redirects that it leads to. The time limit is kept by a timer, as that of
 * {@link HttpRequest} ends with the headers: a body that trickles would never be given up.
 */
final class Exchange {
  /** Only these say nothing of who asks; others do not go to another host. */
  private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

  private static final String AGENT = "parallel-orchestrator";

  private final HttpClient client;
  private final Request request;
  private final ScheduledExecutorService timer;
  private final Executor executor;
  private final long start = System.nanoTime();
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Set<String> visited = new HashSet<>();
  private @Nullable Hop current;
  private boolean ended;

  /** A request to one place. */
  private record Hop(
      String method, URI uri, boolean ownOrigin, boolean withBody, int number, Running running) {}

  /** What can be given up. */
  private static final class Running {
    private @Nullable Future<?> future;
    private @Nullable BoundedBody body;
    private @Nullable Integer status;
  }

  Exchange(HttpClient client, Request request, ScheduledExecutorService timer, Executor executor) {
    this.client = client;
    this.request = request;
    this.timer = timer;
    this.executor = executor;
  }

  CompletableFuture<Result> start(Cancellation cancellation) {
    Cancellation.Registration registration =
        cancellation.onCancel(
            () -> giveUp(NoAnswer.Kind.CANCELLED, String.valueOf(cancellation.reason())));
    Future<?> limit;
    try {
      limit = timer.schedule(this::timeOut, request.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      registration.close();
      giveUp(NoAnswer.Kind.CANCELLED, "the run has ended");
      return result;
    }
    CompletableFuture<Result> done =
        result.whenComplete(
            (any, none) -> {
              limit.cancel(false);
              registration.close();
            });
    send(request.method(), request.uri(), request.body() != null, 0);
    return done;
  }

  private void timeOut() {
    Integer status;
    synchronized (this) {
      status = current == null ? null : current.running().status;
    }
    String sofar =
        status == null ? "no answer" : "status " + status + ", but its body had not ended";
    giveUp(NoAnswer.Kind.TIMED_OUT, sofar + " after " + request.timeout().toMillis() + " ms");
  }

  private void giveUp(NoAnswer.Kind kind, String message) {
    Running running;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      running = current == null ? null : current.running();
    }
    Integer status = null;
    if (running != null) {
      synchronized (running) {
        status = running.status;
        if (running.body != null) {
          running.body.cancel();
        }
        if (running.future != null) {
          running.future.cancel(true);
        }
      }
    }
    result.complete(new NoAnswer(kind, message, status, elapsed()));
  }

  private void end(Result how) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    result.complete(how);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void send(String method, URI uri, boolean withBody, int number) {
    boolean own = isSameOrigin(uri, request.uri());
    Hop hop = new Hop(method, uri, own, withBody, number, new Running());
    visited.add(method + " " + uri);
    synchronized (this) {
      if (ended) {
        return;
      }
      current = hop;
    }
    HttpRequest message;
    try {
      message = message(hop);
    } catch (IllegalArgumentException e) {
      end(new NoAnswer(NoAnswer.Kind.FAILED, "it cannot be asked so", null, elapsed()));
      return;
    }
    CompletableFuture<HttpResponse<byte[]>> future;
    try {
      future = client.sendAsync(message, info -> body(hop, info));
    } catch (RejectedExecutionException e) {
      end(new NoAnswer(NoAnswer.Kind.CANCELLED, "the run has ended", null, elapsed()));
      return;
    }
    synchronized (hop.running()) {
      hop.running().future = future;
    }
    boolean late;
    synchronized (this) {
      late = ended;
    }
    if (late) {
      future.cancel(true);
    }
    var unused =
        future.whenCompleteAsync(
            (response, failure) -> {
              if (failure != null) {
                Integer status;
                synchronized (hop.running()) {
                  status = hop.running().status;
                }
                URI proxy = request.access().proxy();
                end(TransportErrors.describe(failure, uri, proxy, status, elapsed()));
              } else {
                answered(hop, response);
              }
            },
            executor);
  }

  private HttpRequest message(Hop hop) {
    Secret content = hop.withBody() ? request.body() : null;
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(hop.uri())
            .method(
                hop.method(),
                content == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(content.reveal()));
    Map<String, Secret> headers = request.access().with(request.headers()).headers();
    builder.setHeader("User-Agent", AGENT);
    headers.forEach(
        (name, value) -> {
          if (hop.ownOrigin() || HARMLESS.contains(name.toLowerCase(Locale.ROOT))) {
            builder.setHeader(name, value.reveal());
          }
        });
    return builder.build();
  }

  private BoundedBody body(Hop hop, HttpResponse.ResponseInfo info) {
    BoundedBody body = new BoundedBody(request.maxBody());
    boolean late;
    synchronized (this) {
      late = ended;
    }
    synchronized (hop.running()) {
      hop.running().body = body;
      hop.running().status = info.statusCode();
    }
    if (late) {
      body.cancel();
    }
    return body;
  }

  private void answered(Hop hop, HttpResponse<byte[]> response) {
    Optional<String> location = response.headers().firstValue("Location");
    boolean redirected =
        location.isPresent()
            && Set.of(301, 302, 303, 307, 308).contains(response.statusCode())
            && request.redirects() > 0;
    X509Certificate certificate = response.sslSession().map(Exchange::certificate).orElse(null);
    String notGood = certificate == null ? null : whyNotGood(certificate);
    if (notGood != null) {
      end(new NoAnswer(NoAnswer.Kind.TLS, notGood, response.statusCode(), elapsed()));
      return;
    }
    if (!redirected) {
      end(
          new Result.Answer(
              hop.uri(),
              response.statusCode(),
              lowerCase(response.headers().map()),
              new String(response.body(), StandardCharsets.UTF_8),
              response.body().length,
              certificate,
              hop.number(),
              elapsed()));
      return;
    }
    try {
      follow(hop, response.statusCode(), location.orElseThrow());
    } catch (RedirectException e) {
      end(
          new NoAnswer(
              NoAnswer.Kind.REDIRECT,
              String.valueOf(e.getMessage()),
              response.statusCode(),
              elapsed()));
    }
  }

  private void follow(Hop hop, int status, String location) throws RedirectException {
    URI next;
    try {
      next = hop.uri().resolve(location.strip());
    } catch (IllegalArgumentException e) {
      throw new RedirectException("redirected to something that is no URL");
    }
    String scheme = String.valueOf(next.getScheme()).toLowerCase(Locale.ROOT);
    if (next.getHost() == null || !Set.of("http", "https").contains(scheme)) {
      throw new RedirectException("redirected to something that is no URL of http or https");
    }
    if (scheme.equals("http") && "https".equalsIgnoreCase(hop.uri().getScheme())) {
      throw new RedirectException("redirected from https to http, to " + next.getHost());
    }
    boolean toGet = status == 303 || (status <= 302 && hop.method().equals("POST"));
    String method = toGet && !hop.method().equals("HEAD") ? "GET" : hop.method();
    boolean withBody = hop.withBody() && !toGet;
    if (withBody && !isSameOrigin(next, request.uri())) {
      throw new RedirectException(
          "redirected with its body to another host, " + next.getHost() + ", which gets none");
    }
    if (visited.contains(method + " " + next)) {
      throw new RedirectException("redirected in a circle of " + visited.size());
    }
    if (hop.number() >= request.redirects()) {
      throw new RedirectException("redirected more than " + request.redirects() + " times");
    }
    send(method, withoutFragment(next), withBody, hop.number() + 1);
  }

  private static URI withoutFragment(URI uri) {
    String text = uri.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? uri : URI.create(text.substring(0, fragment));
  }

  /** A redirect that is not followed. */
  private static final class RedirectException extends Exception {
    private static final long serialVersionUID = 1L;

    RedirectException(String message) {
      super(message);
    }
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && String.valueOf(one.getHost()).equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
    return lower;
  }

  /** Java does not ask for the days of a certificate that is trusted itself; users do. */
  private static @Nullable String whyNotGood(X509Certificate certificate) {
    try {
      certificate.checkValidity();
      return null;
    } catch (CertificateExpiredException e) {
      return "its certificate has expired (" + e.getMessage() + ")";
    } catch (CertificateNotYetValidException e) {
      return "its certificate is not yet good (" + e.getMessage() + ")";
    }
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? own : null;
    } catch (SSLPeerUnverifiedException e) {
      // It showed none, which the handshake has accepted: nothing is known of its days.
      return null;
    }
  }
}
