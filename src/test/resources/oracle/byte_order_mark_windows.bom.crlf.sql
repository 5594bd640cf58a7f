-- first a comment;
CREATE TABLE bom (a text); INSERT INTO bom VALUES ('x'), ('ü');
