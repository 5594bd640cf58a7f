CREATE FUNCTION f(a int) RETURNS text LANGUAGE plpgsql SET search_path = '' AS $body$
DECLARE r text := $x$a;b$x$;
BEGIN
  -- it's; a comment
  EXECUTE 'SELECT ''x;y''' INTO r;
  EXECUTE format($q$SELECT %L || ';' || $$z;$$$q$, r) INTO r;
  CASE a WHEN 1 THEN r := r || 'one'; ELSE r := r || E'\';'; END CASE;
  RETURN r;
END;
$body$;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
  NEW.what := coalesce(NEW.what, '''') || '';'';
  RETURN NEW;
END';
CREATE TRIGGER g BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION g();
INSERT INTO log (what) VALUES (f(1)), (f(2));
DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO log (what) VALUES ('do; ' || i); END LOOP; END $$;
DO LANGUAGE plpgsql 'BEGIN PERFORM 1; PERFORM 2; END';
COMMENT ON FUNCTION f(int) IS 'it''s; $$ a function';
