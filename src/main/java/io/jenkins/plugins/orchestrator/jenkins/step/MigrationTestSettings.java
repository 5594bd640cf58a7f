package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;

/**
 * What a call of the step asks for.
 *
 * @param configuration what is tested
 * @param rules how it is run
 * @param unstableOnDrift whether different schemas make the build unstable
 * @param unstableOnFindings whether warnings do
 * @param unstableOnFailure whether a failed test makes the build unstable instead of failing it
 * @param propagate whether a failed test fails the step
 */
record MigrationTestSettings(
    ConfigurationArguments configuration,
    OperationRules rules,
    boolean unstableOnDrift,
    boolean unstableOnFindings,
    boolean unstableOnFailure,
    boolean propagate) {}
