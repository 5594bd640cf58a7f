package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restored database takes the name of one in use. */
class DatabaseSwapTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path directory;

  @BeforeAll
  static void makeRoles() {
    for (int major : new int[] {14, 17, 18}) {
      TestServer.of(major)
          .execute(
              "postgres",
              "CREATE ROLE swap_owner LOGIN CREATEDB; CREATE ROLE swap_reader LOGIN;"
                  + " CREATE ROLE swap_team; CREATE ROLE \"swap \"\"odd\"\" role\";"
                  + " CREATE ROLE swap_deputy LOGIN CREATEDB IN ROLE swap_owner");
    }
  }

  private SwapLab lab(int major) {
    return new SwapLab(TestServer.of(major), directory);
  }

  private static String name() {
    return "swap_" + NUMBER.incrementAndGet();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void theRestoredOneIsInUseAndTheOtherIsKept(int major) throws Exception {
    SwapLab lab = lab(major);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    long oldOid = lab.oid(name);
    long newOid = lab.oid(restored);
    SwapResult result = lab.swap(name, restored);
    assertThat(lab.oid(name)).isEqualTo(newOid);
    assertThat(lab.oid(result.kept())).isEqualTo(oldOid);
    assertThat(lab.word(name)).isEqualTo("[new]");
    assertThat(lab.word(result.kept())).isEqualTo("[old]");
    assertThat(lab.exists(restored)).isFalse();
    assertThat(result.kept()).matches(name + "_replaced_\\d{8}T\\d{6}");
    assertThat(result.outage()).isNotNull().isLessThan(SECOND);
    assertThat(result.closed()).isLessThan(SECOND);
    assertThat(journals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void theNewOneHasEverythingThatTheOneInUseHadAndNothingOfItsOwn(int major) throws Exception {
    SwapLab lab = lab(major);
    String name = name();
    lab.live(name);
    lab.sql(
        """
        ALTER DATABASE %1$s OWNER TO swap_owner;
        ALTER DATABASE %1$s CONNECTION LIMIT 37;
        ALTER DATABASE %1$s SET search_path TO "$user", "odd ""schema", public;
        ALTER DATABASE %1$s SET my.secret TO 'it''s; \\ "quoted"';
        ALTER ROLE swap_reader IN DATABASE %1$s SET statement_timeout TO '17s';
        REVOKE ALL ON DATABASE %1$s FROM PUBLIC;
        REVOKE TEMPORARY ON DATABASE %1$s FROM swap_owner;
        GRANT CONNECT ON DATABASE %1$s TO swap_reader;
        GRANT CREATE ON DATABASE %1$s TO "swap ""odd"" role" WITH GRANT OPTION;
        COMMENT ON DATABASE %1$s IS 'the shop''s own; {"not":"ours"}';
        """
            .formatted(name));
    String before = properties(lab, name);
    String restored = lab.restored();
    lab.sql("ALTER DATABASE " + restored + " SET work_mem TO '1MB'");
    lab.sql("GRANT CREATE ON DATABASE " + restored + " TO swap_team");
    SwapResult result = lab.swap(name, restored);
    assertThat(properties(lab, name)).isEqualTo(before);
    assertThat(properties(lab, result.kept()))
        .as("but for its comment, the old one is as it was")
        .contains("swap_owner", "37", "odd \"\"schema", "17s");
  }

  /** The name of what was restored is looked at first and renamed later. */
  @Test
  void aStrangerThatTookTheRestoredOnesNameMeanwhileIsNotPutIntoUse() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    long oid = lab.oid(name);
    assertThatThrownBy(
            () ->
                lab.swap(
                    Environments.target(lab.server, name),
                    restored,
                    step -> {
                      if (step == SwapStep.WRITTEN_DOWN) {
                        lab.drop(restored);
                        lab.sql("CREATE DATABASE " + restored);
                      }
                    }))
        .isInstanceOf(SwapException.class)
        .hasMessageContaining("another one than a moment ago");
    assertThat(lab.oid(name)).isEqualTo(oid);
    assertThat(lab.word(name)).isEqualTo("[old]");
    assertThat(lab.exists(restored)).isTrue();
  }

  /** As above, of the one in use. */
  @Test
  void anotherDatabaseThatTookTheNameOfTheOneInUseMeanwhileIsNotRenamed() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    assertThatThrownBy(
            () ->
                lab.swap(
                    Environments.target(lab.server, name),
                    restored,
                    step -> {
                      if (step == SwapStep.WRITTEN_DOWN) {
                        lab.drop(name);
                        lab.live(name);
                      }
                    }))
        .isInstanceOf(SwapException.class)
        .hasMessageContaining("another one than a moment ago");
    assertThat(lab.word(name)).isEqualTo("[old]");
    assertThat(lab.word(restored)).isEqualTo("[new]");
  }

  private static String properties(SwapLab lab, String name) {
    return Lab.strings(
            lab.server,
            "postgres",
            """
            SELECT pg_get_userbyid(d.datdba) || ' ' || d.datconnlimit || ' ' || d.datallowconn
              || ' ' || coalesce(shobj_description(d.oid, 'pg_database'), '-')
              || ' ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text)
                         FROM unnest(d.datacl) a)
              || ' ' || (SELECT string_agg(s.setrole || ' ' || c, ' ' ORDER BY s.setrole, c)
                         FROM pg_db_role_setting s, unnest(s.setconfig) c
                         WHERE s.setdatabase = d.oid)
            FROM pg_database d WHERE d.datname = '%s'
            """
                .formatted(name))
        .toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void underLoadNobodySeesHalfAndNobodyWaitsForASecond(int major) throws Exception {
    SwapLab lab = lab(major);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    Load load = new Load(lab.server, name);
    load.start(6, false);
    load.start(4, true);
    SwapResult result;
    try {
      load.await(200);
      result = lab.swap(name, restored);
      load.await(200);
    } finally {
      load.stop();
    }
    assertThat(load.surprises).isEmpty();
    assertThat(load.sawNew.get()).isPositive();
    assertThat(load.longestGap()).isLessThan(SECOND);
    assertThat(result.outage()).isNotNull().isLessThan(SECOND);
    assertThat(result.endedSessions()).isPositive();
    assertThat(lab.word(name)).isEqualTo("[new]");
  }

  /** Sessions that read, or write, and connect again at once when they are ended. */
  private static final class Load {
    private final TestServer server;
    private final String database;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger rounds = new AtomicInteger();
    final AtomicInteger sawNew = new AtomicInteger();
    final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<Long> gaps = new ConcurrentLinkedQueue<>();

    Load(TestServer server, String database) {
      this.server = server;
      this.database = database;
    }

    void start(int count, boolean writes) {
      for (int i = 0; i < count; i++) {
        Thread thread = new Thread(() -> work(writes));
        threads.add(thread);
        thread.start();
      }
    }

    private void work(boolean writes) {
      boolean isNew = false;
      long last = System.nanoTime();
      while (!stopped.get()) {
        try (Connection connection = server.connect(database)) {
          while (!stopped.get()) {
            String word = writes ? write(connection) : SwapLab.word(connection);
            gaps.add(System.nanoTime() - last);
            last = System.nanoTime();
            rounds.incrementAndGet();
            if (!word.equals("[old]") && !word.equals("[new]")) {
              surprises.add("half: " + word);
            }
            if (isNew && word.equals("[old]")) {
              surprises.add("the old one after the new one");
            }
            if (word.equals("[new]") && !isNew) {
              isNew = true;
              sawNew.incrementAndGet();
            }
          }
        } catch (SQLException e) {
          String state = String.valueOf(e.getSQLState());
          if (!List.of("57P01", "3D000", "08006", "08003").contains(state)) {
            surprises.add(state + " " + e.getMessage());
          }
        }
      }
    }

    /** A transaction that is never half done: both tables, or none. */
    private static String write(Connection connection) throws SQLException {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("UPDATE two SET word = word; UPDATE one SET word = word");
      }
      String word = SwapLab.word(connection);
      connection.commit();
      return word;
    }

    void await(int more) throws InterruptedException {
      int until = rounds.get() + more;
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (rounds.get() < until) {
        assertThat(System.nanoTime()).as("the load stands still").isLessThan(end);
        Thread.sleep(5);
      }
    }

    Duration longestGap() {
      return Duration.ofNanos(gaps.stream().mapToLong(Long::longValue).max().orElseThrow());
    }

    void stop() throws InterruptedException {
      stopped.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void openTransactionsAreEndedAndTheirWorkIsRolledBack() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    try (Connection holder = lab.server.connect(name);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE one IN ACCESS EXCLUSIVE MODE; UPDATE two SET word = 'lost'");
      SwapResult result = lab.swap(name, restored);
      assertThat(result.endedSessions()).isEqualTo(1);
      assertThat(result.outage()).isLessThan(SECOND);
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .hasMessageContaining("administrator command");
      assertThat(lab.word(result.kept())).isEqualTo("[old]");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void namesOf63BytesWithEveryOddCharacter(int major) throws Exception {
    SwapLab lab = lab(major);
    String odd = "a \"b\" 'c'; DROP DATABASE postgres; -- \\ %s $1 {d} ü/€ " + major;
    String name = odd + "x".repeat(63 - odd.getBytes(StandardCharsets.UTF_8).length);
    lab.live(name);
    SwapResult result = lab.swap(name, lab.restored());
    assertThat(lab.word(name)).isEqualTo("[new]");
    assertThat(lab.word(result.kept())).isEqualTo("[old]");
    assertThat(result.kept().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
    lab.replaced().drop(Environments.target(lab.server, result.kept()), result.kept());
    assertThat(lab.exists(result.kept())).isFalse();
    lab.drop(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void aRoleThatMayActAsTheOwnerIsEnough(int major) throws Exception {
    SwapLab lab = lab(major);
    String name = name();
    lab.live(name);
    lab.sql("ALTER DATABASE " + name + " OWNER TO swap_owner");
    String restored = lab.restored();
    lab.sql("ALTER DATABASE " + restored + " OWNER TO swap_deputy");
    SwapResult result = lab.swap(as(lab, name, "swap_deputy"), restored);
    assertThat(lab.word(name)).isEqualTo("[new]");
    assertThat(result.outage()).isNotNull().isLessThan(SECOND);
    assertThat(properties(lab, name)).isNotNull();
  }

  @Test
  void everythingInTheWayIsSaidAtOnceAndNothingIsChanged() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    long oldOid = lab.oid(name);
    long newOid = lab.oid(restored);
    lab.server.execute(
        name, "SELECT pg_create_logical_replication_slot('slot_of_" + name + "', 'test_decoding')");
    lab.server.execute(
        name, "BEGIN; UPDATE one SET word = word; PREPARE TRANSACTION 'prepared " + name + "'");
    lab.server.execute(
        name,
        "CREATE SUBSCRIPTION sub_of_"
            + name
            + " CONNECTION 'host=127.0.0.1 port=1'"
            + " PUBLICATION none WITH (connect = false)");
    try (Connection other = lab.server.connect(name)) {
      assertThat(other.isValid(1)).isTrue();
      SwapException refused =
          catchThrowableOfType(
              SwapException.class, () -> lab.swap(as(lab, name, "swap_reader"), restored));
      assertThat(refused.findings())
          .filteredOn(each -> each.severity() == Finding.Severity.ERROR)
          .extracting(Finding::code)
          .contains(
              "swap-logical-slot",
              "swap-prepared-transaction",
              "swap-subscription",
              "swap-no-createdb",
              "swap-not-owner",
              "swap-session-not-ours-to-end");
      assertThat(refused)
          .hasMessageContaining("slot_of_" + name)
          .hasMessageContaining("prepared " + name)
          .hasMessageContaining("sub_of_" + name);
      assertThat(other.isValid(1)).as("nobody was ended").isTrue();
    } finally {
      lab.server.execute(name, "ROLLBACK PREPARED 'prepared " + name + "'");
      lab.server.execute(name, "SELECT pg_drop_replication_slot('slot_of_" + name + "')");
      lab.server.execute(name, "ALTER SUBSCRIPTION sub_of_" + name + " SET (slot_name = NONE)");
      lab.server.execute(name, "DROP SUBSCRIPTION sub_of_" + name);
    }
    // The server's other databases are those of tests that run at the same time.
    assertThat(lab.oid(name)).isEqualTo(oldOid);
    assertThat(lab.oid(restored)).isEqualTo(newOid);
    assertThat(lab.databases()).noneMatch(each -> each.startsWith(name + "_replaced_"));
    assertThat(lab.word(name)).isEqualTo("[old]");
    assertThat(lab.steps).isEmpty();
    assertThat(journals()).isEmpty();
  }

  @Test
  void aDatabaseThatIsNoneOfOursDoesNotTakeThePlace() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String stranger = name();
    lab.live(stranger);
    assertRefused(lab, name, stranger, "swap-not-ours");
    assertRefused(lab, name, "no such database", "swap-no-other");
    assertRefused(lab, "no such database", stranger, "swap-no-database");
  }

  @Test
  void databasesOfTheServerItselfAreNotReplaced() {
    SwapLab lab = lab(17);
    String restored = lab.restored();
    assertRefused(lab, "postgres", restored, "swap-system-database");
    assertRefused(lab, "template1", restored, "swap-system-database");
  }

  @Test
  void whatSomebodyHasClosedOrMadeATemplateIsNotReplaced() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String restored = lab.restored();
    DatabaseTarget live = Environments.target(lab.server, name);
    lab.sql("ALTER DATABASE " + name + " WITH IS_TEMPLATE true");
    assertRefused(lab, name, restored, "swap-template");
    lab.sql("ALTER DATABASE " + name + " WITH IS_TEMPLATE false ALLOW_CONNECTIONS false");
    assertThat(new DatabaseSwap(lab.run, "t", lab.state, lab.redactor, line -> {}).look(live))
        .extracting(Finding::code)
        .contains("swap-closed");
    lab.sql("ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
  }

  @Test
  void whatCannotBeCarriedOverRefusesTheSwapBeforeAnythingIsChanged() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    lab.sql("ALTER DATABASE " + name + " OWNER TO swap_owner");
    lab.sql("ALTER DATABASE " + name + " SET log_statement TO 'all'");
    String restored = lab.restored();
    lab.sql("ALTER DATABASE " + restored + " OWNER TO swap_owner");
    assertThatThrownBy(() -> lab.swap(as(lab, name, "swap_owner"), restored))
        .isInstanceOf(SwapException.class)
        .hasMessageContaining("setting log_statement");
    assertThat(lab.word(name)).isEqualTo("[old]");
  }

  @Test
  void whoHoldsAnAdvisoryLockIsNamed() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    try (Connection leader = lab.server.connect(name);
        Statement statement = leader.createStatement()) {
      statement.execute("SET application_name = 'the leader'; SELECT pg_advisory_lock(1)");
      SwapResult result = lab.swap(name, lab.restored());
      assertThat(result.findings())
          .filteredOn(each -> each.code().equals("swap-advisory-lock"))
          .singleElement()
          .satisfies(each -> assertThat(each.message()).contains("the leader"));
    }
  }

  @Test
  void aClientThatFallsSilentInTheMiddleKeepsTheDatabaseClosedForSecondsOnly() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    AtomicInteger times = new AtomicInteger();
    SwapResult result =
        lab.swap(
            Environments.target(lab.server, name),
            lab.restored(),
            step -> {
              if (step == SwapStep.OLD_RENAMED && times.getAndIncrement() == 0) {
                long start = System.nanoTime();
                assertThat(lab.word(name)).isEqualTo("[old]");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(4));
              }
            });
    assertThat(result.attempts()).isEqualTo(2);
    assertThat(lab.word(name)).isEqualTo("[new]");
  }

  @Test
  void aSessionThatIsLostBeforeTheCommitChangesNothingAndIsTriedAgain() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    AtomicInteger times = new AtomicInteger();
    SwapResult result =
        lab.swap(
            Environments.target(lab.server, name),
            lab.restored(),
            step -> {
              if (step == SwapStep.BOTH_RENAMED && times.getAndIncrement() == 0) {
                lab.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE state = 'idle in transaction' AND application_name"
                        + " LIKE 'orchestrate/"
                        + lab.run
                        + "/%'");
              }
            });
    assertThat(result.attempts()).isEqualTo(2);
    assertThat(lab.word(name)).isEqualTo("[new]");
    assertThat(lab.word(result.kept())).isEqualTo("[old]");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void theReplacedOneIsSwappedBack(int major) throws Exception {
    SwapLab lab = lab(major);
    String name = name();
    lab.live(name);
    long oid = lab.oid(name);
    lab.sql("COMMENT ON DATABASE " + name + " IS 'the shop'");
    SwapResult there = lab.swap(name, lab.restored());
    lab.sql("GRANT CREATE ON DATABASE " + name + " TO swap_team");
    String after = properties(lab, name);
    try (Connection onlooker = lab.server.connect(there.kept())) {
      assertThat(onlooker.isValid(1)).isTrue();
      SwapResult back =
          lab.replaced()
              .swapBack(
                  Environments.target(lab.server, there.kept()), line -> {}, new Cancellation());
      assertThat(back.outage()).isNotNull().isLessThan(SECOND);
      assertThat(lab.oid(name)).isEqualTo(oid);
      assertThat(lab.word(name)).isEqualTo("[old]");
      assertThat(lab.word(back.kept())).isEqualTo("[new]");
      assertThat(properties(lab, name)).isEqualTo(after);
      assertThat(lab.replaced().list(Environments.target(lab.server, name)))
          .filteredOn(each -> each.before().equals(name))
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.name()).isEqualTo(back.kept());
                assertThat(each.bytes()).isPositive();
              });
    }
  }

  @Test
  void onlyAReplacedOneIsDroppedAndOnlyWhenItsNameIsConfirmed() throws Exception {
    SwapLab lab = lab(17);
    String name = name();
    lab.live(name);
    String kept = lab.swap(name, lab.restored()).kept();
    DatabaseTarget target = Environments.target(lab.server, kept);
    assertThatThrownBy(() -> lab.replaced().drop(target, name))
        .isInstanceOf(SwapException.class)
        .hasMessageContaining("expected the database's name, " + kept);
    assertThatThrownBy(() -> lab.replaced().drop(target.withDatabase(name), name))
        .isInstanceOf(SwapException.class)
        .hasMessageContaining("no mark of a swap");
    assertThat(lab.exists(kept)).isTrue();
    lab.replaced().drop(target, kept);
    assertThat(lab.exists(kept)).isFalse();
    assertThat(lab.exists(name)).isTrue();
  }

  @Test
  void theReaperNeverTouchesAReplacedOne() throws Exception {
    SwapLab lab = lab(17);
    String name = "orch_" + name();
    lab.live(name);
    String kept = lab.swap(name, lab.restored()).kept();
    List<Reaped> reaped =
        Reaper.reap(
            List.of(Environments.target(lab.server, "postgres")), lab.state, lab.redactor, false);
    assertThat(reaped)
        .filteredOn(each -> each.name().equals(kept))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.outcome()).isEqualTo(Reaped.Outcome.KEPT);
              assertThat(each.reason()).contains("was in use");
            });
    assertThat(lab.word(kept)).isEqualTo("[old]");
  }

  private static DatabaseTarget as(SwapLab lab, String database, String role) {
    return Environments.target(lab.server, database).withCredentials(role, null);
  }

  private static void assertRefused(SwapLab lab, String live, String other, String code) {
    SwapException refused = catchThrowableOfType(SwapException.class, () -> lab.swap(live, other));
    assertThat(refused.findings()).extracting(Finding::code).contains(code);
  }

  private List<Path> journals() throws Exception {
    Path journals = directory.resolve("journal");
    if (!Files.exists(journals)) {
      return List.of();
    }
    try (var files = Files.list(journals)) {
      return files.toList();
    }
  }
}
