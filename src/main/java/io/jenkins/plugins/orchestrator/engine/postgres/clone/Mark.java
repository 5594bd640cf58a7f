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
 * @param purpose {@code clone}, {@code building}, {@code golden} or {@code role}
 * @param run who made it
 * @param owner the role that made it
 * @param oid of the database or role: a comment that was restored elsewhere proves nothing
 * @param expires from then on the reaper may drop it; seconds since 1970
 * @param source what it was copied from: {@code host:port/name}; null for a role
 * @param golden what a golden database holds, null for others
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
    @Nullable Golden golden) {
  static final int FORM = 1;
  static final String CLONE = "clone";
  static final String BUILDING = "building";
  static final String GOLDEN = "golden";
  static final String ROLE = "role";

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
        orchestrator, purpose, run, owner, oid, newExpiry.getEpochSecond(), source, golden);
  }
}
