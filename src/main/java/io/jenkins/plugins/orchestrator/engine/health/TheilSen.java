package io.jenkins.plugins.orchestrator.engine.health;

import java.util.Arrays;
import java.util.Optional;

/**
 * A straight line through points by the Theil-Sen estimator: its slope is the median of the slopes
 * between all pairs of points, which up to 29 % of wild points do not move (Sen, "Estimates of the
 * Regression Coefficient Based on Kendall's Tau", Journal of the American Statistical Association
 * 63, 1968, section 3; Theil 1950).
 *
 * @param slope per unit of x
 * @param intercept the median of y - slope x
 * @param least lower end of the 95 % confidence interval of the slope (Sen 1968, section 4)
 * @param most its upper end
 * @param residual the median of the distances of the points from the line
 * @param points how many there were
 */
record TheilSen(
    double slope, double intercept, double least, double most, double residual, int points) {
  private static final double Z_95 = 1.959964;

  /**
   * Fits a line.
   *
   * @return empty when there are less than three different x
   */
  static Optional<TheilSen> fit(double[] x, double[] y) {
    int n = x.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (x[i] != x[j]) {
          slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
      }
    }
    if (Arrays.stream(x).distinct().count() < 3) {
      return Optional.empty();
    }
    double[] sorted = Arrays.copyOf(slopes, count);
    Arrays.sort(sorted);
    double slope = medianOfSorted(sorted);
    double[] rests = new double[n];
    for (int i = 0; i < n; i++) {
      rests[i] = y[i] - slope * x[i];
    }
    double intercept = median(rests);
    double[] distances = Arrays.stream(rests).map(rest -> Math.abs(rest - intercept)).toArray();
    // Kendall's score has the variance n (n - 1) (2 n + 5) / 18 when there is no trend.
    double spread = Z_95 * Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    int low = (int) Math.max(0, Math.floor((count - spread) / 2) - 1);
    int high = (int) Math.min(count - 1.0, Math.ceil((count + spread) / 2));
    return Optional.of(
        new TheilSen(slope, intercept, sorted[low], sorted[high], median(distances), n));
  }

  double at(double x) {
    return intercept + slope * x;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return medianOfSorted(sorted);
  }

  private static double medianOfSorted(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
