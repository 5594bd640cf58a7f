package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each kind of object: a statement that changes only it is seen, by name and property; what
 * takes it back gives equality.
 */
class EveryKindOfObjectTest {
  private static final String ROLE = "kinds_" + ProcessHandle.current().pid();

  /** One per version: a new session would read all catalogs anew for each change. */
  private static final Map<Integer, Connection> CONNECTIONS = new HashMap<>();

  /**
   * One change.
   *
   * @param since the oldest major version that has it
   * @param setup statements before, separated by {@code ;;}
   * @param change what changes one object
   * @param expected {@code kind|object|property}
   * @param revert takes it back
   */
  record Change(int since, String setup, String change, String expected, String revert) {
    @Override
    public String toString() {
      return expected + " by " + change;
    }
  }

  private static Change change(String setup, String change, String expected, String revert) {
    return new Change(14, setup, change, expected, revert);
  }

  private static Change since(
      int major, String setup, String change, String expected, String revert) {
    return new Change(major, setup, change, expected, revert);
  }

  private static final int OLDEST = 14;
  private static final int NEWEST = 18;

  private static final String TABLE = "CREATE TABLE t (a int, b text, c varchar(10))";
  private static final String TRIGGER_FUNCTION =
      "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'";
  private static final String EVENT_FUNCTION =
      "CREATE FUNCTION ef() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'";
  private static final String PARTITIONED =
      "CREATE TABLE p (a int) PARTITION BY RANGE (a);;CREATE TABLE p1 (a int)";
  private static final String FDW =
      "CREATE EXTENSION postgres_fdw;;CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw";

  static Stream<Change> changes() {
    return Stream.of(tables(), columns(), parts(), types(), routines(), others())
        .flatMap(List::stream);
  }

  private static List<Change> tables() {
    return List.of(
        change("", "CREATE SCHEMA x", "schema|x|null", "DROP SCHEMA x"),
        change(
            "CREATE SCHEMA x",
            "ALTER SCHEMA x OWNER TO $role",
            "schema|x|owner",
            "ALTER SCHEMA x OWNER TO postgres"),
        change(
            "",
            "GRANT CREATE ON SCHEMA public TO $role",
            "schema|public|grants",
            "REVOKE CREATE ON SCHEMA public FROM $role"),
        change("", "CREATE TABLE t (a int)", "table|public.t|null", "DROP TABLE t"),
        change(
            TABLE,
            "ALTER TABLE t OWNER TO $role",
            "table|public.t|owner",
            "ALTER TABLE t OWNER TO postgres"),
        change(
            TABLE,
            "GRANT SELECT ON t TO $role WITH GRANT OPTION",
            "table|public.t|grants",
            "REVOKE ALL ON t FROM $role"),
        change(
            TABLE,
            "COMMENT ON TABLE t IS 'x'",
            "table|public.t|comment",
            "COMMENT ON TABLE t IS NULL"),
        change(
            TABLE,
            "ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = off)",
            "table|public.t|options;table|public.t|toast options",
            "ALTER TABLE t RESET (fillfactor, toast.autovacuum_enabled)"),
        change(
            TABLE,
            "ALTER TABLE t SET UNLOGGED",
            "table|public.t|persistence",
            "ALTER TABLE t SET LOGGED"),
        change(
            TABLE,
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "table|public.t|row security",
            "ALTER TABLE t DISABLE ROW LEVEL SECURITY"),
        change(
            TABLE,
            "ALTER TABLE t FORCE ROW LEVEL SECURITY",
            "table|public.t|row security forced",
            "ALTER TABLE t NO FORCE ROW LEVEL SECURITY"),
        change(
            TABLE,
            "ALTER TABLE t REPLICA IDENTITY FULL",
            "table|public.t|replica identity",
            "ALTER TABLE t REPLICA IDENTITY DEFAULT"),
        change(
            "CREATE TABLE t (a int NOT NULL);;CREATE UNIQUE INDEX u ON t (a)",
            "ALTER TABLE t REPLICA IDENTITY USING INDEX u",
            "table|public.t|replica identity",
            "ALTER TABLE t REPLICA IDENTITY DEFAULT"),
        change(
            "CREATE TABLE q (a int);;CREATE TABLE t (a int)",
            "ALTER TABLE t INHERIT q",
            "column|public.t.a|inherited and local;table|public.t|inherits",
            "ALTER TABLE t NO INHERIT q"),
        change(
            PARTITIONED,
            "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (2)",
            "table|public.p1|bound;table|public.p1|inherits",
            "ALTER TABLE p DETACH PARTITION p1"),
        change(
            PARTITIONED + ";;ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (2)",
            "ALTER TABLE p DETACH PARTITION p1;;"
                + "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (3)",
            "table|public.p1|bound",
            "ALTER TABLE p DETACH PARTITION p1;;"
                + "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (2)"),
        change(
            "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a)",
            "DROP TABLE p;;CREATE TABLE p (a int, b int) PARTITION BY RANGE (b)",
            "table|public.p|partitioned by",
            "DROP TABLE p;;CREATE TABLE p (a int, b int) PARTITION BY RANGE (a)"),
        change(
            TABLE + ";;CREATE VIEW v AS SELECT a FROM t",
            "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 1",
            "view|public.v|definition",
            "CREATE OR REPLACE VIEW v AS SELECT a FROM t"),
        change(
            TABLE + ";;CREATE VIEW v AS SELECT a FROM t",
            "ALTER VIEW v SET (security_barrier = true)",
            "view|public.v|options",
            "ALTER VIEW v RESET (security_barrier)"),
        change(
            TABLE + ";;CREATE MATERIALIZED VIEW m AS SELECT a FROM t",
            "REFRESH MATERIALIZED VIEW m WITH NO DATA",
            "materialized view|public.m|populated",
            "REFRESH MATERIALIZED VIEW m"),
        change("", "CREATE SEQUENCE q", "sequence|public.q|null", "DROP SEQUENCE q"),
        change(
            "CREATE SEQUENCE q",
            "ALTER SEQUENCE q INCREMENT 5",
            "sequence|public.q|increment",
            "ALTER SEQUENCE q INCREMENT 1"),
        change(
            "CREATE SEQUENCE q;;" + TABLE,
            "ALTER SEQUENCE q OWNED BY t.a",
            "sequence|public.q|owned by",
            "ALTER SEQUENCE q OWNED BY NONE"),
        change(
            "CREATE SEQUENCE q",
            "GRANT USAGE ON SEQUENCE q TO $role",
            "sequence|public.q|grants",
            "REVOKE USAGE ON SEQUENCE q FROM $role"));
  }

  private static List<Change> columns() {
    return List.of(
        change(TABLE, "ALTER TABLE t ADD d int", "column|public.t.d|null", "ALTER TABLE t DROP d"),
        change(
            TABLE,
            "ALTER TABLE t ALTER c TYPE varchar(20)",
            "column|public.t.c|type",
            "ALTER TABLE t ALTER c TYPE varchar(10)"),
        change(
            TABLE,
            "ALTER TABLE t ALTER a SET NOT NULL",
            "column|public.t.a|not null",
            "ALTER TABLE t ALTER a DROP NOT NULL"),
        since(
            18,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID",
            "column|public.t.a|not null",
            "ALTER TABLE t ALTER a DROP NOT NULL"),
        change(
            TABLE,
            "ALTER TABLE t ALTER a SET DEFAULT 1",
            "column|public.t.a|default",
            "ALTER TABLE t ALTER a DROP DEFAULT"),
        change(
            "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
            "ALTER TABLE t ALTER b DROP EXPRESSION",
            "column|public.t.b|generated;column|public.t.b|generated kind",
            "ALTER TABLE t DROP b;;ALTER TABLE t ADD b int GENERATED ALWAYS AS (a + 1) STORED"),
        change(
            "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)",
            "ALTER TABLE t ALTER a SET GENERATED BY DEFAULT",
            "column|public.t.a|identity",
            "ALTER TABLE t ALTER a SET GENERATED ALWAYS"),
        change(
            "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY)",
            "ALTER TABLE t ALTER a SET CACHE 9",
            "sequence|public.t_a_seq|cache",
            "ALTER TABLE t ALTER a SET CACHE 1"),
        change(
            TABLE,
            "ALTER TABLE t ALTER b TYPE text COLLATE \"POSIX\"",
            "column|public.t.b|collation",
            "ALTER TABLE t ALTER b TYPE text COLLATE \"default\""),
        change(
            TABLE,
            "ALTER TABLE t ALTER b SET STORAGE EXTERNAL",
            "column|public.t.b|storage",
            "ALTER TABLE t ALTER b SET STORAGE EXTENDED"),
        change(
            TABLE,
            "ALTER TABLE t ALTER b SET COMPRESSION pglz",
            "column|public.t.b|compression",
            "ALTER TABLE t ALTER b SET COMPRESSION default"),
        change(
            TABLE,
            "ALTER TABLE t ALTER b SET STATISTICS 100",
            "column|public.t.b|statistics target",
            "ALTER TABLE t ALTER b SET STATISTICS -1"),
        change(
            TABLE,
            "ALTER TABLE t ALTER b SET (n_distinct = 5)",
            "column|public.t.b|options",
            "ALTER TABLE t ALTER b RESET (n_distinct)"),
        change(
            TABLE,
            "GRANT UPDATE (b) ON t TO $role",
            "column|public.t.b|grants",
            "REVOKE UPDATE (b) ON t FROM $role"),
        change(
            TABLE,
            "COMMENT ON COLUMN t.b IS 'x'",
            "column|public.t.b|comment",
            "COMMENT ON COLUMN t.b IS NULL"),
        change(
            "CREATE TABLE t (a int, b int)",
            "ALTER TABLE t DROP a;;ALTER TABLE t ADD a int",
            "column order|public.t|order",
            "ALTER TABLE t DROP b;;ALTER TABLE t ADD b int"));
  }

  private static List<Change> parts() {
    return List.of(
        change(
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
            "constraint|public.t.k|null",
            "ALTER TABLE t DROP CONSTRAINT k"),
        change(
            TABLE + ";;ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID",
            "ALTER TABLE t VALIDATE CONSTRAINT k",
            "constraint|public.t.k|validated",
            "ALTER TABLE t DROP CONSTRAINT k;;"
                + "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID"),
        change(
            "CREATE TABLE r (a int PRIMARY KEY);;CREATE TABLE t (a int CONSTRAINT k REFERENCES r)",
            "ALTER TABLE t ALTER CONSTRAINT k DEFERRABLE INITIALLY DEFERRED",
            "constraint|public.t.k|definition",
            "ALTER TABLE t ALTER CONSTRAINT k NOT DEFERRABLE"),
        change(
            "CREATE TABLE r (a int PRIMARY KEY);;CREATE TABLE t (a int CONSTRAINT k REFERENCES r)",
            "ALTER TABLE t DISABLE TRIGGER ALL",
            "constraint|public.t.k|switched off",
            "ALTER TABLE t ENABLE TRIGGER ALL"),
        change(
            "CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY)",
            "COMMENT ON CONSTRAINT k ON t IS 'x'",
            "constraint|public.t.k|comment",
            "COMMENT ON CONSTRAINT k ON t IS NULL"),
        change(
            "CREATE TABLE t (a int NOT NULL)",
            "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a)",
            "constraint|public.t.k|null",
            "ALTER TABLE t DROP CONSTRAINT k"),
        change(TABLE, "CREATE INDEX i ON t (a)", "index|public.i|null", "DROP INDEX i"),
        change(
            TABLE + ";;CREATE UNIQUE INDEX i ON t (a)",
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.i'::regclass",
            "index|public.i|valid",
            "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'public.i'::regclass"),
        change(
            TABLE + ";;CREATE INDEX i ON t (a)",
            "ALTER TABLE t CLUSTER ON i",
            "index|public.i|clustered",
            "ALTER TABLE t SET WITHOUT CLUSTER"),
        change(
            TABLE + ";;CREATE INDEX i ON t (a)",
            "ALTER INDEX i SET (fillfactor = 50)",
            "index|public.i|definition",
            "ALTER INDEX i RESET (fillfactor)"),
        change(
            TABLE + ";;CREATE INDEX i ON t ((a + 1))",
            "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 50",
            "index|public.i|statistics targets",
            "ALTER INDEX i ALTER COLUMN 1 SET STATISTICS -1"),
        change(
            "CREATE TABLE p (a int) PARTITION BY RANGE (a);;"
                + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);;"
                + "CREATE INDEX i ON ONLY p (a);;CREATE INDEX j ON p1 (a)",
            "ALTER INDEX i ATTACH PARTITION j",
            "index|public.i|valid;index|public.j|partition of",
            "DROP INDEX i;;CREATE INDEX i ON ONLY p (a);;CREATE INDEX j ON p1 (a)"),
        change(
            TABLE,
            "CREATE STATISTICS s ON a, b FROM t",
            "statistics object|public.s|null",
            "DROP STATISTICS s"),
        change(
            TABLE + ";;CREATE STATISTICS s ON a, b FROM t",
            "ALTER STATISTICS s SET STATISTICS 7",
            "statistics object|public.s|statistics target",
            "ALTER STATISTICS s SET STATISTICS -1"),
        change(
            TABLE + ";;" + TRIGGER_FUNCTION,
            "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()",
            "trigger|public.t.g|null",
            "DROP TRIGGER g ON t"),
        change(
            TABLE
                + ";;"
                + TRIGGER_FUNCTION
                + ";;CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()",
            "ALTER TABLE t DISABLE TRIGGER g",
            "trigger|public.t.g|enabled",
            "ALTER TABLE t ENABLE TRIGGER g"),
        change(
            TABLE + ";;" + TRIGGER_FUNCTION,
            "CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION"
                + " tf()",
            "trigger|public.t.g|null",
            "DROP TRIGGER g ON t"),
        change(
            "CREATE TABLE p (a int) PARTITION BY RANGE (a);;"
                + "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);;"
                + TRIGGER_FUNCTION
                + ";;CREATE TRIGGER g AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION tf()",
            "ALTER TABLE p1 DISABLE TRIGGER g",
            "trigger|public.p1.g|null",
            "ALTER TABLE p1 ENABLE TRIGGER g"),
        change(
            TABLE,
            "CREATE RULE r AS ON INSERT TO t WHERE new.a > 1 DO INSTEAD NOTHING",
            "rule|public.t.r|null",
            "DROP RULE r ON t"),
        change(
            TABLE,
            "CREATE POLICY y ON t USING (a > 0)",
            "policy|public.t.y|null",
            "DROP POLICY y ON t"),
        change(
            TABLE + ";;CREATE POLICY y ON t USING (a > 0)",
            "ALTER POLICY y ON t TO $role",
            "policy|public.t.y|roles",
            "ALTER POLICY y ON t TO PUBLIC"),
        change(
            TABLE + ";;CREATE POLICY y ON t USING (a > 0)",
            "ALTER POLICY y ON t USING (a > 1)",
            "policy|public.t.y|using",
            "ALTER POLICY y ON t USING (a > 0)"));
  }

  private static List<Change> types() {
    return List.of(
        change("", "CREATE TYPE e AS ENUM ('a')", "type|public.e|null", "DROP TYPE e"),
        change(
            "CREATE TYPE e AS ENUM ('a', 'b')",
            "ALTER TYPE e ADD VALUE 'c' BEFORE 'b'",
            "type|public.e|values",
            "DROP TYPE e;;CREATE TYPE e AS ENUM ('a', 'b')"),
        change(
            "CREATE TYPE e AS ENUM ('a', 'b')",
            "DROP TYPE e;;CREATE TYPE e AS ENUM ('b', 'a')",
            "type|public.e|values",
            "DROP TYPE e;;CREATE TYPE e AS ENUM ('b');;ALTER TYPE e ADD VALUE 'a' BEFORE 'b'"),
        change(
            "CREATE TYPE c AS (x int)",
            "ALTER TYPE c ADD ATTRIBUTE y text",
            "attribute|public.c.y|null",
            "ALTER TYPE c DROP ATTRIBUTE y"),
        change(
            "CREATE TYPE c AS (x int)",
            "ALTER TYPE c ALTER ATTRIBUTE x TYPE bigint",
            "attribute|public.c.x|type",
            "ALTER TYPE c ALTER ATTRIBUTE x TYPE int"),
        change(
            "CREATE TYPE r AS RANGE (subtype = float8)",
            "DROP TYPE r;;CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi)",
            "type|public.r|range",
            "DROP TYPE r;;CREATE TYPE r AS RANGE (subtype = float8)"),
        change(
            "CREATE DOMAIN d AS int",
            "ALTER DOMAIN d SET DEFAULT 5",
            "domain|public.d|default",
            "ALTER DOMAIN d DROP DEFAULT"),
        change(
            "CREATE DOMAIN d AS int",
            "ALTER DOMAIN d SET NOT NULL",
            "domain|public.d|not null",
            "ALTER DOMAIN d DROP NOT NULL"),
        change(
            "CREATE DOMAIN d AS int",
            "ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0)",
            "domain constraint|public.d.k|null",
            "ALTER DOMAIN d DROP CONSTRAINT k"),
        change(
            "CREATE DOMAIN d AS int;;ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID",
            "ALTER DOMAIN d VALIDATE CONSTRAINT k",
            "domain constraint|public.d.k|validated",
            "ALTER DOMAIN d DROP CONSTRAINT k;;"
                + "ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID"),
        change(
            "CREATE DOMAIN d AS int",
            "GRANT USAGE ON TYPE d TO $role",
            "domain|public.d|grants",
            "REVOKE USAGE ON TYPE d FROM $role"),
        change(
            "",
            "CREATE COLLATION l (provider = icu, locale = 'de')",
            "collation|public.l|null",
            "DROP COLLATION l"),
        change(
            "CREATE COLLATION l (provider = icu, locale = 'de')",
            "DROP COLLATION l;;CREATE COLLATION l (provider = icu, locale = 'fr')",
            "collation|public.l|locale",
            "DROP COLLATION l;;CREATE COLLATION l (provider = icu, locale = 'de')"));
  }

  private static List<Change> routines() {
    return List.of(
        change(
            "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
            "function|public.f(integer)|definition",
            "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
        change(
            "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "ALTER FUNCTION f(int) SECURITY DEFINER SET search_path = public",
            "function|public.f(integer)|definition",
            "ALTER FUNCTION f(int) SECURITY INVOKER RESET ALL"),
        change(
            "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "REVOKE EXECUTE ON FUNCTION f(int) FROM PUBLIC",
            "function|public.f(integer)|grants",
            "GRANT EXECUTE ON FUNCTION f(int) TO PUBLIC"),
        change(
            "",
            "CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'",
            "procedure|public.p()|null",
            "DROP PROCEDURE p()"),
        change(
            "",
            "CREATE AGGREGATE g(int) (sfunc = int4pl, stype = int)",
            "aggregate|public.g(integer)|null",
            "DROP AGGREGATE g(int)"),
        change(
            "CREATE AGGREGATE g(int) (sfunc = int4pl, stype = int)",
            "CREATE OR REPLACE AGGREGATE g(int) (sfunc = int4pl, stype = int, initcond = '3')",
            "aggregate|public.g(integer)|initial",
            "CREATE OR REPLACE AGGREGATE g(int) (sfunc = int4pl, stype = int)"),
        change(
            "",
            "CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)",
            "operator|public.===(integer,integer)|null",
            "DROP OPERATOR === (int, int)"),
        change(
            "CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)",
            "ALTER OPERATOR === (int, int) SET (restrict = eqsel)",
            "operator|public.===(integer,integer)|restriction",
            "ALTER OPERATOR === (int, int) SET (restrict = NONE)"),
        change(
            "CREATE OPERATOR FAMILY f USING btree",
            "CREATE OPERATOR CLASS o FOR TYPE int USING btree FAMILY f AS OPERATOR 1 <, FUNCTION 1"
                + " btint4cmp(int, int)",
            "operator class|public.o using btree|null;operator family|public.f using"
                + " btree|functions;operator family|public.f using btree|operators",
            "DROP OPERATOR CLASS o USING btree"),
        change(
            "CREATE TYPE c AS (x int);;CREATE FUNCTION f(int) RETURNS c LANGUAGE sql AS 'SELECT"
                + " row($1)::c'",
            "CREATE CAST (int AS c) WITH FUNCTION f(int)",
            "cast|(integer AS public.c)|null",
            "DROP CAST (int AS c)"),
        change(
            "CREATE TYPE c AS (x int);;CREATE FUNCTION f(int) RETURNS c LANGUAGE sql AS 'SELECT"
                + " row($1)::c';;CREATE CAST (int AS c) WITH FUNCTION f(int)",
            "DROP CAST (int AS c);;CREATE CAST (int AS c) WITH FUNCTION f(int) AS ASSIGNMENT",
            "cast|(integer AS public.c)|context",
            "DROP CAST (int AS c);;CREATE CAST (int AS c) WITH FUNCTION f(int)"),
        change(
            "CREATE TEXT SEARCH CONFIGURATION n (COPY = english)",
            "ALTER TEXT SEARCH CONFIGURATION n ALTER MAPPING FOR asciiword WITH simple",
            "text search configuration|public.n|mappings",
            "ALTER TEXT SEARCH CONFIGURATION n ALTER MAPPING FOR asciiword WITH english_stem"),
        change(
            "CREATE TEXT SEARCH DICTIONARY n (TEMPLATE = simple)",
            "ALTER TEXT SEARCH DICTIONARY n (accept = false)",
            "text search dictionary|public.n|options",
            "DROP TEXT SEARCH DICTIONARY n;;CREATE TEXT SEARCH DICTIONARY n (TEMPLATE = simple)"),
        change(
            "",
            "CREATE CONVERSION v FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
            "conversion|public.v|null",
            "DROP CONVERSION v"),
        change(
            "",
            "CREATE ACCESS METHOD h TYPE TABLE HANDLER heap_tableam_handler",
            "access method|h|null",
            "DROP ACCESS METHOD h"),
        change(
            EVENT_FUNCTION,
            "CREATE EVENT TRIGGER $role ON sql_drop WHEN tag IN ('DROP TABLE') EXECUTE FUNCTION"
                + " ef()",
            "event trigger|$role|null",
            "DROP EVENT TRIGGER $role"),
        change(
            EVENT_FUNCTION + ";;CREATE EVENT TRIGGER $role ON sql_drop EXECUTE FUNCTION ef()",
            "ALTER EVENT TRIGGER $role DISABLE",
            "event trigger|$role|enabled",
            "ALTER EVENT TRIGGER $role ENABLE"));
  }

  private static List<Change> others() {
    return List.of(
        change("", "CREATE EXTENSION citext", "extension|citext|null", "DROP EXTENSION citext"),
        change(
            "CREATE EXTENSION pg_trgm VERSION '1.5'",
            "ALTER EXTENSION pg_trgm UPDATE TO '1.6'",
            "extension|pg_trgm|version",
            "DROP EXTENSION pg_trgm;;CREATE EXTENSION pg_trgm VERSION '1.5'"),
        change(
            "",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO $role",
            "default privileges|tables of postgres in all schemas|null",
            "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM $role"),
        change(
            "",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO $role",
            "default privileges|functions of postgres in schema public|null",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE EXECUTE ON FUNCTIONS FROM $role"),
        change("", "CREATE PUBLICATION b", "publication|b|null", "DROP PUBLICATION b"),
        change(
            TABLE + ";;CREATE PUBLICATION b",
            "ALTER PUBLICATION b ADD TABLE t",
            "publication relation|public.t in publication b|null",
            "ALTER PUBLICATION b DROP TABLE t"),
        since(
            15,
            TABLE + ";;CREATE PUBLICATION b FOR TABLE t",
            "ALTER PUBLICATION b SET TABLE t (a) WHERE (a > 1)",
            "publication relation|public.t in publication b|columns;"
                + "publication relation|public.t in publication b|filter",
            "ALTER PUBLICATION b SET TABLE t"),
        since(
            15,
            "CREATE PUBLICATION b",
            "ALTER PUBLICATION b ADD TABLES IN SCHEMA public",
            "publication|b|schemas",
            "ALTER PUBLICATION b DROP TABLES IN SCHEMA public"),
        change(
            "CREATE PUBLICATION b",
            "ALTER PUBLICATION b SET (publish = 'insert')",
            "publication|b|publish",
            "ALTER PUBLICATION b SET (publish = 'insert, update, delete, truncate')"),
        change(
            "",
            "CREATE SUBSCRIPTION $role CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)",
            "subscription|$role|null",
            "ALTER SUBSCRIPTION $role SET (slot_name = NONE);;DROP SUBSCRIPTION $role"),
        change(
            "CREATE EXTENSION postgres_fdw",
            "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw",
            "server|s|null",
            "DROP SERVER s"),
        change(
            FDW,
            "ALTER SERVER s OPTIONS (host 'h')",
            "server|s|options",
            "ALTER SERVER s OPTIONS (DROP host)"),
        change(
            FDW + ";;CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password 'one')",
            "ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (SET password 'two')",
            "user mapping|for PUBLIC server s|options",
            "ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (SET password 'one')"),
        change(
            FDW + ";;CREATE FOREIGN TABLE ft (a int) SERVER s",
            "ALTER FOREIGN TABLE ft OPTIONS (table_name 'x')",
            "foreign table|public.ft|foreign options",
            "ALTER FOREIGN TABLE ft OPTIONS (DROP table_name)"),
        change(
            FDW + ";;CREATE FOREIGN TABLE ft (a int) SERVER s",
            "ALTER FOREIGN TABLE ft ALTER a OPTIONS (column_name 'x')",
            "column|public.ft.a|foreign options",
            "ALTER FOREIGN TABLE ft ALTER a OPTIONS (DROP column_name)"),
        change(
            "",
            "CREATE FOREIGN DATA WRAPPER w",
            "foreign-data wrapper|w|null",
            "DROP FOREIGN DATA WRAPPER w"),
        change(
            "CREATE FOREIGN DATA WRAPPER w",
            "GRANT USAGE ON FOREIGN DATA WRAPPER w TO $role",
            "foreign-data wrapper|w|grants",
            "REVOKE USAGE ON FOREIGN DATA WRAPPER w FROM $role"));
  }

  @BeforeAll
  static void createRoleAndDatabases() throws SQLException {
    for (int major = OLDEST; major <= NEWEST; major++) {
      TestServer.of(major).execute("postgres", "CREATE ROLE " + ROLE);
      CONNECTIONS.put(major, TestServer.of(major).connect(TestServer.of(major).createDatabase()));
    }
  }

  @AfterAll
  static void dropRole() throws SQLException {
    for (int major = OLDEST; major <= NEWEST; major++) {
      CONNECTIONS.get(major).close();
      TestServer.of(major).execute("postgres", "DROP ROLE " + ROLE);
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void isSeenWhenItChangesAndEqualWhenItIsTakenBack(Change change) throws SQLException {
    // Each on one version, all versions in turn.
    int turn = OLDEST + Math.floorMod(change.change().hashCode(), NEWEST - OLDEST + 1);
    check(TestServer.of(Math.max(turn, change.since())), change);
  }

  /** In a transaction that is rolled back: no database has to be made for each change. */
  private static void check(TestServer server, Change change) throws SQLException {
    Connection connection = CONNECTIONS.get(server.major());
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      run(statement, change.setup());
      SchemaFingerprint before = SchemaFingerprint.read(connection);
      run(statement, change.change());
      SchemaFingerprint changed = SchemaFingerprint.read(connection);
      assertThat(
              before.differencesTo(changed).stream()
                  .map(d -> d.kind() + "|" + d.object() + "|" + d.property())
                  .collect(Collectors.joining(";")))
          .as("differences on %s", server.major())
          .isEqualTo(named(change.expected()));
      assertThat(changed.hash()).isNotEqualTo(before.hash());
      run(statement, change.revert());
      SchemaFingerprint after = SchemaFingerprint.read(connection);
      assertThat(before.differencesTo(after)).isEmpty();
      assertThat(after).isEqualTo(before);
    } finally {
      connection.rollback();
    }
  }

  private static void run(Statement statement, String script) throws SQLException {
    for (String sql : script.split(";;", -1)) {
      if (!sql.isEmpty()) {
        statement.execute(named(sql));
      }
    }
  }

  private static String named(String text) {
    return text.replace("$role", ROLE);
  }
}
