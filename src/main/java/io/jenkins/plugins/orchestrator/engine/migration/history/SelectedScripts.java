package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.VersionOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The scripts that parts of the configuration name. */
final class SelectedScripts {
  static final String BASELINE_KEY = "migrations.baseline";

  private final List<MigrationScript> scripts;
  private final ScriptTerms terms;
  private final VersionOrder order;

  SelectedScripts(MigrationDirectory directory) {
    this.scripts = directory.scripts();
    this.terms = new ScriptTerms(directory);
    this.order = VersionOrder.of(directory.format());
  }

  /**
   * Those of a selection, pending or not.
   *
   * @throws ConfigurationException when it names what is not there
   */
  Set<MigrationScript> of(MigrationSelection selection) throws ConfigurationException {
    if (selection instanceof MigrationSelection.Listed listed) {
      return listed(listed.versions());
    }
    if (selection instanceof MigrationSelection.Until until) {
      List<MigrationScript> named = terms.find(until.version());
      if (named.isEmpty()) {
        throw unknown("migrations_to_test.until", until.version());
      }
      return upTo(named.get(named.size() - 1));
    }
    return new HashSet<>(scripts);
  }

  private Set<MigrationScript> listed(List<String> versions) throws ConfigurationException {
    Set<MigrationScript> wanted = new HashSet<>();
    List<ConfigurationProblem> problems = new ArrayList<>();
    for (String term : versions) {
      List<MigrationScript> named = terms.find(term);
      if (named.isEmpty()) {
        problems.add(terms.unknown("migrations_to_test", term));
      }
      wanted.addAll(named);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return wanted;
  }

  /**
   * Those that count as applied with a baseline; repeatable ones never do.
   *
   * @throws ConfigurationException when it is no version
   */
  Set<MigrationScript> belowBaseline(String baseline) throws ConfigurationException {
    Set<MigrationScript> below = new HashSet<>();
    if (baseline.equals(PendingMigrations.BASELINE_NONE) || scripts.isEmpty()) {
      return below;
    }
    List<MigrationScript> named = terms.find(baseline);
    if (!named.isEmpty()) {
      below.addAll(upTo(named.get(named.size() - 1)));
    } else if (order != VersionOrder.LEXICAL && order.accepts(baseline)) {
      // A number says enough, be there a script that has it or not.
      for (MigrationScript script : scripts) {
        if (order.accepts(script.version()) && order.compare(script.version(), baseline) <= 0) {
          below.add(script);
        }
      }
    } else {
      throw unknown(BASELINE_KEY, baseline);
    }
    below.removeIf(script -> script.version().isEmpty());
    return below;
  }

  private Set<MigrationScript> upTo(MigrationScript last) {
    Set<MigrationScript> set = new HashSet<>();
    for (MigrationScript script : scripts) {
      set.add(script);
      if (script.equals(last)) {
        return set;
      }
    }
    return set;
  }

  private ConfigurationException unknown(String key, String term) {
    return new ConfigurationException(List.of(terms.unknown(key, term)));
  }
}
