INSERT INTO log (what) VALUES ('stays');
BEGIN;
INSERT INTO log (what) VALUES ('psql and the runner both lose this');
