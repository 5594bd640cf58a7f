INSERT INTO log (what) VALUES ('stays');
BEGIN;
INSERT INTO log (what) VALUES ('goes');
SELECT 1 / 0;
COMMIT;
INSERT INTO log (what) VALUES ('never');
