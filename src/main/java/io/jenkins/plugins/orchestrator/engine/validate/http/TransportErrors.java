package io.jenkins.plugins.orchestrator.engine.validate.http;

import io.jenkins.plugins.orchestrator.engine.validate.http.Result.NoAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What the client's exceptions mean, in words. */
final class TransportErrors {
  private static final int DEEPEST = 20;
  private static final int LONGEST = 4000;

  /** EMFILE, ENFILE, EADDRNOTAVAIL and ENOBUFS, as the system's library says them. */
  private static final Pattern OF_THIS_MACHINE =
      Pattern.compile(
          "Too many open files|Cannot assign requested address|No buffer space available");

  private TransportErrors() {}

  /**
   * Why there is no answer.
   *
   * @param proxy to which was connected in the place of the URI's host, null for none
   */
  static NoAnswer describe(
      Throwable failure,
      URI uri,
      @Nullable URI proxy,
      @Nullable Integer status,
      Duration duration) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (find(cause, BoundedBody.TooBigException.class) != null) {
      return new NoAnswer(
          NoAnswer.Kind.TOO_BIG,
          String.valueOf(find(cause, BoundedBody.TooBigException.class).getMessage()),
          status,
          duration);
    }
    if (find(cause, SSLException.class) != null) {
      return new NoAnswer(NoAnswer.Kind.TLS, tls(cause), status, duration);
    }
    IOException own = find(cause, IOException.class);
    if (own != null && OF_THIS_MACHINE.matcher(String.valueOf(own.getMessage())).find()) {
      return new NoAnswer(
          NoAnswer.Kind.NOT_SENT,
          "this machine could not ask: "
              + message(own)
              + "; look at fewer at once, or raise its limit",
          status,
          duration);
    }
    return new NoAnswer(NoAnswer.Kind.FAILED, other(cause, uri, proxy), status, duration);
  }

  private static String tls(Throwable cause) {
    CertificateExpiredException expired = find(cause, CertificateExpiredException.class);
    if (expired != null) {
      return "its certificate has expired (" + expired.getMessage() + ")";
    }
    CertificateNotYetValidException early = find(cause, CertificateNotYetValidException.class);
    if (early != null) {
      return "its certificate is not yet good (" + early.getMessage() + ")";
    }
    if (find(cause, CertPathBuilderException.class) != null) {
      return "its certificate is not trusted: it is self-signed, or of an unknown authority; name"
          + " that one's PEM file as ca";
    }
    return "TLS failed: " + message(find(cause, SSLException.class));
  }

  private static String other(Throwable cause, URI uri, @Nullable URI proxy) {
    if (find(cause, UnresolvedAddressException.class) != null
        || find(cause, java.net.UnknownHostException.class) != null) {
      return "there is no host " + uri.getHost();
    }
    ConnectException connect = find(cause, ConnectException.class);
    if (connect != null) {
      return "no connection: " + connecting(connect, uri, proxy);
    }
    return "no complete answer: " + message(cause);
  }

  /** After a refusal the client tries its closed channel again, and that alone is what it tells. */
  private static String connecting(ConnectException failure, URI uri, @Nullable URI proxy) {
    String own = failure.getMessage();
    boolean refused =
        own == null
            ? find(failure, ClosedChannelException.class) != null
            : own.startsWith("Connection refused");
    String place = proxy == null ? place(uri) : "the proxy " + place(proxy);
    return refused ? "connection refused by " + place : message(failure) + ", " + place;
  }

  private static String place(URI uri) {
    int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getHost() + ":" + (uri.getPort() < 0 ? standard : uri.getPort());
  }

  private static String message(@Nullable Throwable failure) {
    if (failure == null) {
      return "";
    }
    String own = failure.getMessage();
    String text = own == null || own.isBlank() ? failure.getClass().getSimpleName() : own;
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
      cause = cause.getCause();
    }
    return null;
  }
}
