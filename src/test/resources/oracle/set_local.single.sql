-- Outside a transaction SET LOCAL does nothing but warn, and LOCK fails.
SET LOCAL search_path = app;
CREATE TABLE where_am_i (a int);
LOCK TABLE public.log;
SAVEPOINT s;
INSERT INTO public.log (what) VALUES ('gone');
ROLLBACK TO s;
DECLARE c CURSOR FOR SELECT 1; FETCH c; CLOSE c;
INSERT INTO public.log (what) VALUES ('stays');
