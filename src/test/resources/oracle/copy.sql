CREATE TABLE c (a int, b text);
COPY c FROM stdin;
1	one; two
2	\N
3	a\tb\nc\\
4	'quote $$ -- /*
\.
COPY c (b, a) FROM STDIN WITH (FORMAT csv, NULL '', QUOTE '"');
"line one
line; two",5
"a ""b""",6
,7
\.
copy public.c from stdin
;
\.
INSERT INTO c VALUES (8, $$
\.
$$); COPY c FROM STDIN; -- the data follows
9	nine
\.

COPY (SELECT 1) TO STDOUT; COPY c TO STDOUT;
COPY c FROM STDIN DELIMITER ';';
10;semicolon
\.
UPDATE c SET b = b || '!' WHERE a = 10;
