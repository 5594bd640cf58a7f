ALTER TYPE kind ADD VALUE 'new' BEFORE 'old';
INSERT INTO log (what, of) VALUES ('used at once', 'new');
