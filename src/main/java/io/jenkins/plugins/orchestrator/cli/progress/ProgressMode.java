package io.jenkins.plugins.orchestrator.cli.progress;

/** How progress is shown. */
public enum ProgressMode {
  /** Live on a terminal, plain elsewhere. */
  AUTO,
  /** One line per environment, drawn again and again. */
  LIVE,
  /** A line for everything that happens. */
  PLAIN,
  /** Not at all. */
  NONE;

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
