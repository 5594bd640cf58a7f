package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** A database with everything that makes rows hard to copy, and how to see that they were. */
final class HostileDatabase {
  private static final String TYPES_AND_NAMES =
      """
      CREATE EXTENSION hstore;
      CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
      CREATE TYPE pair AS (a int, b text);
      CREATE DOMAIN positive AS int CHECK (VALUE > 0);
      CREATE SCHEMA "Odd ""one"".é😀";
      CREATE SCHEMA "DATA";
      CREATE TABLE "DATA"."TABLE DATA" (id int);
      INSERT INTO "DATA"."TABLE DATA" VALUES (1);
      CREATE TABLE "DATA"."TABLE  DATA" (id int);
      INSERT INTO "DATA"."TABLE  DATA" VALUES (2);
      CREATE TABLE "Odd ""one"".é😀"."T a""b$c.d\\e|(x)[]*?{}^+'é" (
        "select" int PRIMARY KEY, "a ""b""\\" text, "😀" text);
      INSERT INTO "Odd ""one"".é😀"."T a""b$c.d\\e|(x)[]*?{}^+'é"
        SELECT g, 'row ' || g, '😀' FROM generate_series(1, 3000) g;
      CREATE TABLE "Odd ""one"".é😀"."t a""b$c.d\\e|(x)[]*?{}^+'é" (id int);
      INSERT INTO "Odd ""one"".é😀"."t a""b$c.d\\e|(x)[]*?{}^+'é" VALUES (-1);
      CREATE TABLE "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" (id int);
      INSERT INTO "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü" VALUES (31);
      CREATE TABLE "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx" (id int);
      INSERT INTO "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx" VALUES (32);
      CREATE TABLE "line
      break" (" " int);
      INSERT INTO "line
      break" VALUES (5);
      """;

  private static final String COLUMNS =
      """
      CREATE TABLE plain (id int PRIMARY KEY, t text, f float8, g float4, n numeric, d date,
        ts timestamptz, iv interval, b bytea, j json, jb jsonb, a int[], ta text[], r int4range,
        mr int4multirange, i inet, u uuid, c "char", na name, v varbit, tv tsvector, tq tsquery,
        p point, l pg_lsn, bo bool, bp char(5), oi oid, x xid8);
      INSERT INTO plain VALUES
        (1, E'tab\\tback\\\\slash\\nline\\r\\\\N \\\\.', 'NaN', '-Infinity', 'NaN', 'infinity',
         '-infinity', '-1 year 2 mons -3 days 04:05:06.789', '\\x00ff0a5c', '{"a":  1}', '{"a": 1}',
         '[2:3]={1,NULL}', '{"a,b",NULL,"\\"",""}', 'empty', '{[1,2],[5,7)}', '::1/64',
         'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'x', 'name', B'101', 'a:1A b', 'a & !b', '(1.5,-0)',
         'FF/1', true, 'a', 4294967295, '18446744073709551615'),
        (2, '', '-0', 1e-45, 1.000, '4713-01-01 BC', '2026-03-29 02:30:00+01', '0', '', 'null',
         'null', '{}', '{}', '(,)', '{}', '0.0.0.0', NULL, '', '', '', '', '', NULL, NULL, false,
         '', 0, '0'),
        (3, '\\N', 0.1::float8 + 0.2, 0.1, 1e-300, '5874897-12-31', '294276-12-31 23:59:59+00',
         NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
         NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO plain (id, t) SELECT 3 + g, string_agg(md5(g * k::text::int || ''), '')
        FROM generate_series(1, 4) g, generate_series(1, 10000) k GROUP BY g;
      INSERT INTO plain (id, t) SELECT g, md5(g::text) FROM generate_series(1000, 9000) g;
      CREATE TABLE own_types (
        id int GENERATED ALWAYS AS IDENTITY (START 7 INCREMENT 3), amount numeric,
        twice numeric GENERATED ALWAYS AS (amount * 2) STORED, m mood, ms mood[], p pair, ps pair[],
        d positive, r regclass, rs regclass[], mo money, h hstore, role regrole);
      INSERT INTO own_types (amount, m, ms, p, ps, d, r, rs, mo, h, role) VALUES
        (1.50, 'it''s', '{sad,"it''s"}', '(1,"a,""b")', '{"(1,x)","(,)"}', 1, 'plain',
         '{plain,"pg_catalog.pg_class"}', 12.34, 'a=>1, "b c"=>NULL', 'postgres'),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE TABLE "select" (gone int, kept text, gone_too int, "also kept" text);
      INSERT INTO "select" VALUES (1, 'a', 2, 'b');
      ALTER TABLE "select" DROP gone, DROP gone_too;
      ALTER TABLE "select" ADD later int DEFAULT 9;
      CREATE TABLE nothing ();
      INSERT INTO nothing DEFAULT VALUES;
      INSERT INTO nothing DEFAULT VALUES;
      CREATE TABLE only_generated (a int GENERATED ALWAYS AS (1 + 1) STORED);
      INSERT INTO only_generated DEFAULT VALUES;
      CREATE TABLE empty (id int);
      """;

  private static final String FAMILIES =
      """
      CREATE TABLE parent (id int, note text);
      INSERT INTO parent VALUES (1, 'parent''s own');
      CREATE TABLE child (more int) INHERITS (parent);
      INSERT INTO child VALUES (2, 'child''s', 3);
      CREATE TABLE parts (id int NOT NULL, at date, PRIMARY KEY (id)) PARTITION BY RANGE (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
      CREATE TABLE parts_2 (at date, id int NOT NULL);
      ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM (100) TO (200);
      CREATE TABLE parts_rest PARTITION OF parts DEFAULT PARTITION BY LIST (id);
      CREATE TABLE parts_rest_all PARTITION OF parts_rest DEFAULT;
      INSERT INTO parts SELECT g, date '2026-01-01' + g FROM generate_series(0, 299) g;
      CREATE TABLE hashed (id int, t text) PARTITION BY HASH (t);
      CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO hashed SELECT g, 'text ' || g FROM generate_series(1, 50) g;
      CREATE TABLE chicken (id int PRIMARY KEY, egg int, mother int REFERENCES chicken);
      CREATE TABLE egg (id int PRIMARY KEY, chicken int REFERENCES chicken
        DEFERRABLE INITIALLY DEFERRED);
      ALTER TABLE chicken ADD FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
      BEGIN;
      INSERT INTO chicken VALUES (1, 2, 1);
      INSERT INTO egg VALUES (2, 1);
      COMMIT;
      CREATE UNLOGGED TABLE quick (id int);
      INSERT INTO quick VALUES (8);
      CREATE TABLE late_rule (id int, CHECK (id < 100));
      INSERT INTO late_rule VALUES (-1), (1);
      ALTER TABLE late_rule ADD CONSTRAINT broken CHECK (id > 0) NOT VALID;
      """;

  private static final String BEHAVIOUR =
      """
      CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN new.id := -7; RETURN new; END';
      CREATE TABLE triggered (id int);
      INSERT INTO triggered VALUES (1), (2);
      CREATE TRIGGER spoil BEFORE INSERT OR UPDATE ON triggered
        FOR EACH ROW EXECUTE FUNCTION spoil();
      ALTER TABLE triggered ENABLE ALWAYS TRIGGER spoil;
      CREATE TABLE swallowed (id int);
      INSERT INTO swallowed VALUES (3);
      CREATE RULE swallow AS ON INSERT TO swallowed DO INSTEAD NOTHING;
      CREATE ROLE "Owner of $db";
      CREATE ROLE guest_$db;
      CREATE TABLE secret (id int, who text);
      INSERT INTO secret VALUES (1, 'a'), (2, 'b');
      ALTER TABLE secret OWNER TO "Owner of $db";
      ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
      ALTER TABLE secret FORCE ROW LEVEL SECURITY;
      CREATE POLICY own ON secret TO guest_$db USING (who = 'a');
      CREATE TABLE ledger (id int);
      INSERT INTO ledger VALUES (10);
      ALTER TABLE ledger OWNER TO guest_$db;
      GRANT SELECT ON ledger TO PUBLIC;
      REVOKE ALL ON ledger FROM guest_$db;
      CREATE SEQUENCE fresh START 5;
      CREATE SEQUENCE used INCREMENT -2 MINVALUE -100 MAXVALUE 100 CYCLE;
      SELECT setval('used', -9);
      SELECT setval('fresh', 77, false);
      SELECT lo_from_bytea(0, 'first'), lo_from_bytea(0, decode(repeat('00ff', 9000), 'hex'));
      DO $$BEGIN EXECUTE format('ALTER LARGE OBJECT %s OWNER TO guest_$db',
        (SELECT max(oid) FROM pg_largeobject_metadata)); END$$;
      CREATE MATERIALIZED VIEW filled AS SELECT id, t FROM plain WHERE id < 3;
      CREATE MATERIALIZED VIEW on_filled AS SELECT count(*) FROM filled;
      CREATE UNIQUE INDEX ON filled (id);
      CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;
      CREATE VIEW seen AS SELECT * FROM parent;
      CREATE PUBLICATION news FOR TABLE ledger;
      """;

  private static final String TABLES =
      "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm')"
          + " AND c.relispopulated AND n.nspname NOT LIKE 'pg\\_%'"
          + " AND n.nspname <> 'information_schema'";

  private HostileDatabase() {}

  static String create(TestServer server) {
    String database = server.createDatabase();
    for (String part : new String[] {TYPES_AND_NAMES, COLUMNS, FAMILIES, BEHAVIOUR}) {
      server.execute(database, part.replace("$db", database));
    }
    return database;
  }

  /** Every table's number of rows and checksum, every sequence's value, every large object. */
  static Map<String, String> contents(TestServer server, String database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    try (Connection connection = server.connect(database)) {
      for (String table : Lab.strings(connection, TABLES)) {
        contents.put(
            table,
            Lab.strings(
                    connection,
                    "SELECT count(*) || ' rows ' || md5(COALESCE(string_agg(t::text, E'\\n'"
                        + " ORDER BY t::text COLLATE \"C\"), '')) FROM ONLY "
                        + table
                        + " t")
                .get(0));
      }
      for (String sequence :
          Lab.strings(
              connection,
              "SELECT format('%I.%I', schemaname, sequencename)" + " FROM pg_sequences")) {
        contents.put(
            sequence,
            Lab.strings(connection, "SELECT last_value || ' ' || is_called FROM " + sequence)
                .get(0));
      }
      for (String object :
          Lab.strings(
              connection,
              "SELECT oid || ' ' || lomowner::regrole || ' ' || md5(lo_get(oid))"
                  + " FROM pg_largeobject_metadata")) {
        contents.put("large object " + object, "there");
      }
    }
    return contents;
  }
}
