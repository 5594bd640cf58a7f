CREATE TABLE last (a int);
INSERT INTO last VALUES (1), (2) -- the end