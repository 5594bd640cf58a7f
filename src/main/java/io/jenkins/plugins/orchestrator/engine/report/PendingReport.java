package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import java.util.List;

/**
 * What the scripts' directory and the database's history say of each other. The lists hold the
 * files' paths as the user knows them, in the order of the format; {@code missing} holds versions.
 *
 * @param format the format's name in the configuration, such as {@code flyway}
 * @param history the table that was read, {@code none} when there is none
 * @param applied how many the history says are applied
 * @param pending not applied, will be tested, in order
 * @param outOfOrder not applied, but older than one that is
 * @param edited applied, and the file changed since
 * @param missing applied, and no file has it
 * @param dirty begun and not ended, by the history's own word
 */
public record PendingReport(
    String format,
    String history,
    int applied,
    List<String> pending,
    List<String> outOfOrder,
    List<String> edited,
    List<String> missing,
    List<String> dirty)
    implements Serializable {}
