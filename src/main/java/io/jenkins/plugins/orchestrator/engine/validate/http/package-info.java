/**
 * Requests to servers that nobody trusts: one client for all of them, no thread that waits for an
 * answer, and limits of time, size and redirects that cover the whole exchange.
 */
package io.jenkins.plugins.orchestrator.engine.validate.http;
