package io.jenkins.plugins.orchestrator.engine.validate.http;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a request ended. */
public sealed interface Result {
  /** From the moment it was sent. */
  Duration duration();

  /**
   * It was answered, to the last byte of the body.
   *
   * @param uri that of the last redirect
   * @param status of the last redirect
   * @param headers by names in lower case
   * @param text the body as UTF-8, with what is none replaced
   * @param size of the body in bytes
   * @param certificate the server's own; null without TLS
   * @param redirects how many were followed
   */
  record Answer(
      URI uri,
      int status,
      Map<String, List<String>> headers,
      String text,
      int size,
      @Nullable X509Certificate certificate,
      int redirects,
      Duration duration)
      implements Result {
    /** The first value of a header. */
    public Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }

    /**
     * A short beginning of the body on one line, for people.
     *
     * @param redact takes secrets out of a text; what is cut before could keep a half of one
     */
    public String excerpt(UnaryOperator<String> redact) {
      return Excerpts.of(text, redact);
    }
  }

  /**
   * There is no answer, or none that is complete.
   *
   * @param kind why, for programs
   * @param message why, for people: {@code refused the connection}
   * @param status of the answer that began; null when none did
   */
  record NoAnswer(Kind kind, String message, @Nullable Integer status, Duration duration)
      implements Result {
    /** Why. */
    public enum Kind {
      /** The time was over. */
      TIMED_OUT,
      /** Somebody cancelled it. */
      CANCELLED,
      /** This machine could not ask, which says nothing of who would have answered. */
      NOT_SENT,
      /** The body was bigger than what is read. */
      TOO_BIG,
      /** Too many, in a circle, or to a place where it may not go. */
      REDIRECT,
      /** TLS could not be agreed upon, or the certificate is not trusted. */
      TLS,
      /** Everything else: no such host, refused, closed early, no HTTP. */
      FAILED
    }
  }
}
