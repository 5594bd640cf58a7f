package io.jenkins.plugins.orchestrator.engine.postgres;

import java.io.Serializable;

/**
 * The version of a PostgreSQL server.
 *
 * @param number {@code server_version_num}, such as 170004
 */
public record ServerVersion(int number) implements Serializable, Comparable<ServerVersion> {
  /** The oldest major version that is supported. */
  public static final int OLDEST_MAJOR = 14;

  public int major() {
    return number / 10000;
  }

  public boolean isAtLeast(int major) {
    return major() >= major;
  }

  @Override
  public int compareTo(ServerVersion other) {
    return Integer.compare(number, other.number);
  }

  /** Such as {@code 17.4}. */
  @Override
  public String toString() {
    return major() + "." + number % 10000;
  }
}
