package io.jenkins.plugins.orchestrator.engine.backup.contents;

/**
 * A column that an archive holds.
 *
 * @param name as it is in the catalog
 * @param typeSchema of its type; of a domain, of the type below it
 * @param type its name in pg_type
 * @param output the type's output function, qualified and quoted
 * @param domain whether the column's own type is a domain
 */
record SourceColumn(String name, String typeSchema, String type, String output, boolean domain) {}
