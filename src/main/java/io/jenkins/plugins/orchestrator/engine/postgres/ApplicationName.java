package io.jenkins.plugins.orchestrator.engine.postgres;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.nio.charset.StandardCharsets;

/**
 * How the sessions of a run call themselves, so that what is left of it can be found and ended:
 * {@code orchestrate/<run>/<environment>/<purpose>}.
 */
public final class ApplicationName {
  /** What all of them begin with. */
  public static final String PREFIX = "orchestrate/";

  /** PostgreSQL's NAMEDATALEN - 1: what is longer is cut by the server. */
  private static final int MAX_BYTES = 63;

  private ApplicationName() {}

  /** What the names of all sessions of a run begin with. */
  public static String prefix(RunId run) {
    return PREFIX + run + "/";
  }

  /**
   * The name of a session.
   *
   * @param purpose one word: {@code apply}, {@code watchdog}, {@code clone}, …
   */
  public static String of(RunId run, String environment, String purpose) {
    String end = "/" + purpose;
    int room = MAX_BYTES - prefix(run).length() - end.length();
    // The server shows characters outside printable ASCII as '?' or as escapes.
    String readable = environment.replaceAll("[^\\x21-\\x7e]", "?");
    byte[] bytes = readable.getBytes(StandardCharsets.US_ASCII);
    String cut = bytes.length <= room ? readable : readable.substring(0, Math.max(0, room));
    return prefix(run) + cut + end;
  }
}
