-- The runner tries it in a transaction first; values that it took from sequences would not come back.
CREATE PROCEDURE fill(n int) LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1..n LOOP
    INSERT INTO log (id, what) VALUES (100 + i, 'row ' || i);
    IF i % 2 = 0 THEN COMMIT; ELSE ROLLBACK; END IF;
  END LOOP;
END $$;
CALL fill(5);
COPY log (id, what) FROM STDIN;
200	after the call
\.
DO $$ BEGIN INSERT INTO log (id, what) VALUES (300, 'in a block'); COMMIT; END $$;
