/**
 * The statistics behind gates and service levels: what a number of requests allows to say. Values
 * are immutable and pure; each formula names its source. Times are seconds.
 */
package io.jenkins.plugins.orchestrator.engine.validate.statistics;
