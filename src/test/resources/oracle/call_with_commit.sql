CREATE PROCEDURE fill(n int) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..n LOOP
    INSERT INTO log (what) VALUES ('row ' || i);
    IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
  END LOOP;
END $$;
CALL fill(5);
COPY log (what) FROM STDIN;
after the call
\.
DO $$ BEGIN INSERT INTO log (what) VALUES ('in a block'); COMMIT; END $$;
