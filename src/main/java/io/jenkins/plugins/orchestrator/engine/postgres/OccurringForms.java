package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which of many forms of secrets occur in a text, in one pass over it: a file of thousands of
 * deployments has tens of thousands of them. By rolling hashes of their beginnings (R. M. Karp, M.
 * O. Rabin: Efficient randomized pattern-matching algorithms. IBM Journal of Research and
 * Development 31 (1987), 249–260).
 */
final class OccurringForms {
  private static final int FILTER_BITS = 1 << 16;
  private static final int BASE = 31;

  private final List<String> forms;
  private final int length;
  private final int outgoing;
  private final BitSet filter = new BitSet(FILTER_BITS);
  private final Map<Integer, List<Integer>> byBeginning = new HashMap<>();

  /**
   * @param forms in the order in which they are found
   * @param length of the beginnings; no form is shorter
   */
  OccurringForms(List<String> forms, int length) {
    this.forms = forms;
    this.length = length;
    int power = 1;
    for (int i = 0; i < length; i++) {
      power *= BASE;
    }
    outgoing = power;
    for (int i = 0; i < forms.size(); i++) {
      // The polynomial that is rolled below.
      int hash = forms.get(i).substring(0, length).hashCode();
      filter.set(bit(hash));
      byBeginning.computeIfAbsent(hash, any -> new ArrayList<>()).add(i);
    }
  }

  private static int bit(int hash) {
    return (hash ^ (hash >>> 16)) & (FILTER_BITS - 1);
  }

  /** Those that occur, in the order of all. */
  List<String> in(String text) {
    if (forms.isEmpty() || text.length() < length) {
      return List.of();
    }
    BitSet found = new BitSet();
    int hash = 0;
    for (int end = 0; end < text.length(); end++) {
      hash = hash * BASE + text.charAt(end);
      if (end >= length) {
        hash -= outgoing * text.charAt(end - length);
      }
      if (end >= length - 1 && filter.get(bit(hash))) {
        int start = end - length + 1;
        for (int form : byBeginning.getOrDefault(hash, List.of())) {
          if (!found.get(form) && text.startsWith(forms.get(form), start)) {
            found.set(form);
          }
        }
      }
    }
    return found.stream().mapToObj(forms::get).toList();
  }
}
