package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.List;

/** How one migration engine lays out its scripts. */
interface MigrationFormat {
  /** Its name in the configuration. */
  String name();

  /** What its files look like, for people. */
  String example();

  /** Whether a directory is laid out like that, as far as names and beginnings of files tell. */
  boolean recognises(ScriptFiles files);

  /**
   * The migrations in the engine's order. What is wrong goes to the remarks of the files; what is
   * returned then is of no use.
   */
  List<MigrationScript> read(ScriptFiles files);
}
