/* a comment /* in a comment; ' */ with "quotes' and $$ */
CREATE TABLE quotes (n serial, v text);
INSERT INTO quotes (v) VALUES ($$a;b$$), ($a$ $b$ ; $$ $b$ $a$), ($_$;'$_$), ($ünï$;$x$;$ünï$), ($$$$);
INSERT INTO quotes (v) VALUES ('a''b;'), ('$$;'), (E'a\'b;\\'), (e'\\'), (U&'d\0061t\+000061;'),
  (U&'d!0061t!+000061;' UESCAPE '!'), ('back\'), (N'n;'), (B'101'::text), (X'1F'::text);
INSERT INTO quotes (v) VALUES ('one'
  'two;' -- a comment; '
  'three'), (E'one\''
  '\'two;');
CREATE TABLE a$b$c (v int); CREATE TABLE x1$y (v int);
INSERT INTO a$b$c VALUES (1);
CREATE TABLE "semi;colon" ("a""b;" int, "$$" text, "--" text, "/*" text);
INSERT INTO "semi;colon" VALUES (1, $$'$$, '--', '*/'); -- "
CREATE TABLE U&"d\0061t\+000061;" (v int);
CREATE TABLE ünïcödé (größe int);
SELECT 1--;
  /* ; */ + 2;
SELECT 4 */* ; */ 2, 4/-2, 5 != -1, @ -1, 2-- a line comment ; '
;
PREPARE p AS SELECT $1::int;EXECUTE p(1);DEALLOCATE p;
