package io.jenkins.plugins.orchestrator.engine.report.html;

/**
 * How many rows of one environment stand in the page; a page that a browser opens at once has some
 * thousands of rows, whatever the number of environments.
 */
record RowLimits(int scripts, int statements) {
  private static final int OF_PAGE = 6_000;

  static RowLimits of(int environments) {
    int each = OF_PAGE / Math.max(1, environments);
    return new RowLimits(Math.max(20, Math.min(300, each)), Math.max(10, Math.min(100, each / 2)));
  }
}
