CREATE VIEW logs AS SELECT id, what FROM log;
CREATE RULE ins AS ON INSERT TO logs DO INSTEAD (
  INSERT INTO log (what) VALUES (NEW.what || ';');
  INSERT INTO log (what) VALUES (');');
  UPDATE log SET what = what || '(' WHERE what = 'x;'
);
CREATE RULE del AS ON DELETE TO logs DO INSTEAD (DELETE FROM log WHERE id = OLD.id; SELECT 1;);
CREATE RULE upd AS ON UPDATE TO logs DO INSTEAD NOTHING; INSERT INTO logs (what) VALUES ('x');
DELETE FROM logs WHERE what = ');';
