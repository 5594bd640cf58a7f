CREATE TABLE bom (a text);
INSERT INTO bom VALUES ('ä;');
