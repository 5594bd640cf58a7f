package io.jenkins.plugins.orchestrator.engine.backup.contents;

import java.math.BigInteger;
import java.util.HexFormat;

/** Rows and checksum of a table, put together from pieces. Safe for several threads. */
final class TableSum {
  private long rows;
  private BigInteger low = BigInteger.ZERO;
  private BigInteger high = BigInteger.ZERO;

  synchronized void add(long moreRows, BigInteger moreLow, BigInteger moreHigh) {
    rows += moreRows;
    low = low.add(moreLow);
    high = high.add(moreHigh);
  }

  synchronized long rows() {
    return rows;
  }

  /** Both sums' lower 64 bits. */
  synchronized String checksum() {
    return RowHash.FORM + hex(low) + hex(high);
  }

  private static String hex(BigInteger sum) {
    return HexFormat.of().toHexDigits(sum.longValue());
  }
}
