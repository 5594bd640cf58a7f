/**
 * Is what was deployed healthy, everywhere? Endpoints, smoke tests, service levels, versions and
 * schemas of many deployments at once; nothing that was not measured passes.
 */
package io.jenkins.plugins.orchestrator.engine.validate;
