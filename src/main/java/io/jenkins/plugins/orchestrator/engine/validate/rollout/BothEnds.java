package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the first and the last of what is added, in bounded memory. */
final class BothEnds<T> {
  private final int each;
  private final List<T> first = new ArrayList<>();
  private final Deque<T> last = new ArrayDeque<>();
  private long count;

  /**
   * @param each how many it keeps of each end
   */
  BothEnds(int each) {
    this.each = each;
  }

  void add(T next) {
    count++;
    if (first.size() < each) {
      first.add(next);
      return;
    }
    last.addLast(next);
    if (last.size() > each) {
      last.removeFirst();
    }
  }

  /** Those that it keeps, in their order. */
  List<T> kept() {
    List<T> all = new ArrayList<>(first);
    all.addAll(last);
    return all;
  }

  /** How many were added. */
  long count() {
    return count;
  }
}
