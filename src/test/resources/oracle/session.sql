SET search_path TO app, public;
CREATE TABLE s1 (a int);
SELECT set_config('search_path', '', false);
CREATE TABLE public.s2 AS SELECT current_setting('search_path') AS path;
CREATE TEMP TABLE tmp AS SELECT generate_series(1, 3) AS a;
INSERT INTO public.log (what) SELECT 'temp ' || a FROM pg_temp.tmp;
RESET search_path;
PREPARE ins(text) AS INSERT INTO log (what) VALUES ($1); EXECUTE ins('prepared;'); DEALLOCATE ALL;
DECLARE c CURSOR WITH HOLD FOR SELECT what FROM log; FETCH ALL FROM c; CLOSE c;
SET datestyle = 'ISO, DMY'; INSERT INTO log (what) VALUES (date '01/02/2020'::text);
SET TIME ZONE 'Asia/Tokyo'; INSERT INTO log (what) VALUES ((timestamptz '2020-01-01 00:00+00')::text);
RESET TIME ZONE; RESET datestyle; INSERT INTO log (what) VALUES ((timestamptz '2020-06-01 00:00+00')::text);
SET bytea_output = escape; SET extra_float_digits = -5; SET intervalstyle = sql_standard;
INSERT INTO log (what) VALUES ((1::float8 / 3)::text), ('\x01'::bytea::text), (interval '1 day 2 hours'::text);
RESET ALL;
INSERT INTO log (what) VALUES ((1::float8 / 3)::text), ('\x01'::bytea::text), (interval '1 day 2 hours'::text);
INSERT INTO log (what) SELECT name || '=' || setting FROM pg_settings
  WHERE name IN ('client_encoding', 'DateStyle', 'IntervalStyle', 'TimeZone', 'bytea_output', 'extra_float_digits',
    'standard_conforming_strings', 'search_path', 'xmloption', 'client_min_messages', 'default_transaction_isolation',
    'escape_string_warning', 'backslash_quote', 'lc_monetary', 'row_security', 'check_function_bodies', 'jit');
NOTIFY x, 'a;b'; LISTEN x; UNLISTEN *;
EXPLAIN SELECT 1; SHOW search_path; VALUES (1), (2); TABLE log;
SELECT 1 AS a, 2 AS a, NULL; SELECT; SELECT pg_notify('x', 'y');
