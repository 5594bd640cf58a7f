CREATE TABLE never (a int);
INSERT INTO log (what) VALUES ('never');
INSERT INTO log (id, what) VALUES (1, 'a duplicate');
CREATE TABLE behind_it (a int);
