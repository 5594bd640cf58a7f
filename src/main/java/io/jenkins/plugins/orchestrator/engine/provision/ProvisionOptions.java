package io.jenkins.plugins.orchestrator.engine.provision;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param count how many clones, 1 to {@value #MOST}
 * @param ttl how long they live from the moment they are handed out; at most {@link #LONGEST}
 * @param migrate directory of the migrations that are applied first, in place of the
 *     configuration's; null when none are applied
 * @param anonymize file of the SQL that runs before anybody gets a clone, null for none; relative
 *     to the working directory, else to the configuration file
 * @param columns {@code [schema.]table.column}, as SQL writes them: afterwards none of these may
 *     hold a value that the source's column holds; NULL and the empty text are no values
 * @param allowed values that may be in both all the same, such as a constant that anonymizing
 *     writes; as the server prints them
 * @param command for {@code sh -c}, after which the clones are dropped; null: they stay until
 *     somebody drops them or the ttl has passed
 */
public record ProvisionOptions(
    int count,
    Duration ttl,
    @Nullable String migrate,
    @Nullable String anonymize,
    List<String> columns,
    List<String> allowed,
    @Nullable String command)
    implements Serializable {
  /** The most clones of one run. */
  public static final int MOST = 32;

  /** The longest time to live: a forgotten clone costs room, and what it holds is a risk. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** The shortest: marks count whole seconds. */
  static final Duration SHORTEST = Duration.ofSeconds(1);

  public ProvisionOptions {
    columns = List.copyOf(columns);
    allowed = List.copyOf(allowed);
  }

  /** So many clones as they are. */
  public static ProvisionOptions of(int count, Duration ttl) {
    return new ProvisionOptions(count, ttl, null, null, List.of(), List.of(), null);
  }

  /** The same with migrations. */
  public ProvisionOptions migrating(@Nullable String directory) {
    return new ProvisionOptions(count, ttl, directory, anonymize, columns, allowed, command);
  }

  /** The same, anonymized and looked at. */
  public ProvisionOptions anonymizing(
      @Nullable String file, List<String> checkedColumns, List<String> allowedValues) {
    return new ProvisionOptions(count, ttl, migrate, file, checkedColumns, allowedValues, command);
  }

  /** The same for a command. */
  public ProvisionOptions running(@Nullable String shellCommand) {
    return new ProvisionOptions(count, ttl, migrate, anonymize, columns, allowed, shellCommand);
  }
}
