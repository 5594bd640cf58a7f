CREATE TABLE c (a int, b text);
COPY c FROM stdin;
1	one
2	two
\.
COPY c FROM stdin;
\.
INSERT INTO c VALUES (3, 'line one
line two');
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$
  SELECT 'a
b;';
$$;
-- a comment
SELECT 'x' -- another; '
  'y';
