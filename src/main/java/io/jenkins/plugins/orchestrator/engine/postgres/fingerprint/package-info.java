/**
 * What a database's schema is, as a value that can be compared.
 *
 * <p>Every query runs under {@code search_path = ''}, so that the server prints qualified names and
 * so that unqualified functions and operators can only be those of {@code pg_catalog}. Relations
 * and types are written with their schema all the same, because the session's temporary schema is
 * searched before {@code pg_catalog}.
 *
 * <p>The queries give one row per object. Four columns say which one it is ({@code kind}, {@code
 * object}, {@code parent_kind}, {@code parent}), every further column is a property under its
 * label; a null is a property that the object does not have.
 */
package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;
