CREATE FUNCTION add_one(a int DEFAULT (1 + 1)) RETURNS int
BEGIN ATOMIC
  SELECT a + 1;
END;
CREATE OR REPLACE FUNCTION sign_of(a int) RETURNS text LANGUAGE sql
BEGIN ATOMIC
  SELECT 'begin; case; end;';
  SELECT CASE WHEN a < 0 THEN 'minus' WHEN a > 0 THEN CASE a WHEN 1 THEN 'one' ELSE 'plus' END
    ELSE 'zero' END;
END;
create procedure note(what text) begin atomic insert into log (what) values (what); insert into log (what) values (what || ';'); end;
CREATE FUNCTION nothing() RETURNS void BEGIN ATOMIC END;
CREATE FUNCTION quoted() RETURNS TABLE ("end" int, "case" text)
BEGIN ATOMIC
  SELECT l.id AS "end", l.what AS "case" FROM log l; -- end;
END;
CREATE FUNCTION direct(a int) RETURNS int LANGUAGE sql RETURN CASE WHEN a > 1 THEN a ELSE 0 END;
CREATE TABLE results AS
  SELECT add_one() AS a, add_one(5) AS b, sign_of(1) AS c, sign_of(-1) AS d, direct(7) AS e;
CALL note('x'); CALL note('y;');
