CREATE TABLE j (id int, d jsonb);
INSERT INTO j VALUES (1, '{"a": 1, "b;": {"c": [1, 2]}}'), (2, '["a", "b"]');
CREATE TABLE found AS
  SELECT id, d ? 'a' AS one, d ?| array['x', 'b'] AS any_of, d ?& ARRAY['a', 'b;'] AS all_of,
    d @? '$.a ? (@ > 0)' AS path, d -> 'b;' ->> 'c' AS c, d #> '{b;,c}' AS p FROM j;
CREATE INDEX j_d ON j ((d ? 'a')) WHERE d ?| '{a,b}';
SELECT point(1, 2) <@ circle '((0,0),5)', '{fn now()}', '{d ''2020-01-01''}', (ARRAY[1,2,3])[1:2];
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2;';
CREATE OPERATOR +|+ (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
CREATE OPERATOR ?-@ (LEFTARG = int, RIGHTARG = int, FUNCTION = plus);
INSERT INTO found (id, one) VALUES (1 +|+ 2, true), (1 ?-@ 5, false);
