package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a query must give. Every part that is not null must hold; {@code value}, {@code min} and
 * {@code max} speak of the first column of the only row.
 *
 * @param value the text that PostgreSQL prints for it; {@code null} as a word for SQL's null
 * @param rows how many rows there are
 * @param min the least number
 * @param max the greatest number
 */
public record Expectation(
    @Nullable String value, @Nullable Long rows, @Nullable BigDecimal min, @Nullable BigDecimal max)
    implements Serializable {}
