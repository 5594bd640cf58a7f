package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The COMMENT that says that a database or a role is ours, as JSON.
 *
 * @param orchestrator the form's version; also what tells it from other people's JSON
 * @param purpose {@code clone}, {@code building}, {@code golden}, {@code replaced} or {@code role}
 * @param run who made it
 * @param owner the role that made it
 * @param oid of the database or role: a comment that was restored elsewhere proves nothing
 * @param expires from then on the reaper may drop it; seconds since 1970
 * @param source what it was copied from: {@code host:port/name}; null for a role
 * @param golden what a golden database holds, null for others
 * @param replaced what a replaced database was, null for others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Mark(
    int orchestrator,
    String purpose,
    String run,
    String owner,
    long oid,
    long expires,
    @Nullable String source,
    @Nullable Golden golden,
    @Nullable Replaced replaced) {
  static final int FORM = 1;
  static final String CLONE = "clone";
  static final String BUILDING = "building";
  static final String GOLDEN = "golden";
  static final String ROLE = "role";

  /** A database that was in use until another one took its name: only a person drops it. */
  static final String REPLACED = "replaced";

  /** What a reader takes for never; the most that {@link Instant} holds. */
  static final long NEVER = Instant.MAX.getEpochSecond();

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * What a golden database holds.
   *
   * @param key of what it is a copy: source, versions, options
   * @param position of the source's data when it was copied: {@link ChangePosition#digest}
   * @param nextXid of the source's cluster then
   * @param takenMillis when, on the source's clock; milliseconds since 1970
   */
  record Golden(String key, String position, String nextXid, long takenMillis) {}

  /**
   * What a replaced database was.
   *
   * @param name under which it was in use
   * @param by the OID of the database that has the name since
   * @param atMillis when, on this machine's clock; milliseconds since 1970
   * @param origin what the one that has the name since was made of, such as a backup's id; null
   *     when that is not known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Replaced(String name, long by, long atMillis, @Nullable String origin) {
    Replaced(String name, long by, long atMillis) {
      this(name, by, atMillis, null);
    }
  }

  /** One of a database that replaces nothing and was not replaced. */
  Mark(
      int orchestrator,
      String purpose,
      String run,
      String owner,
      long oid,
      long expires,
      @Nullable String source,
      @Nullable Golden golden) {
    this(orchestrator, purpose, run, owner, oid, expires, source, golden, null);
  }

  /** One of a database that a swap has just taken out of use. */
  static Mark replaced(String run, String owner, long oid, Replaced what) {
    return new Mark(FORM, REPLACED, run, owner, oid, NEVER, null, null, what);
  }

  boolean hasBeenReplaced() {
    return REPLACED.equals(purpose);
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a comment says; empty for one that is not ours. */
  static Optional<Mark> parse(@Nullable String comment) {
    if (comment == null || !comment.startsWith("{")) {
      return Optional.empty();
    }
    try {
      Mark mark = JSON.readValue(comment, Mark.class);
      boolean complete = mark.orchestrator == FORM && mark.purpose != null && mark.owner != null;
      return complete ? Optional.of(mark) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  boolean isExpired(Instant now) {
    return now.getEpochSecond() >= expires;
  }

  Mark expiring(Instant newExpiry) {
    return new Mark(
        orchestrator,
        purpose,
        run,
        owner,
        oid,
        newExpiry.getEpochSecond(),
        source,
        golden,
        replaced);
  }
}
