CREATE TYPE mood AS ENUM ('sad', 'ok;');
CREATE TABLE people (m mood);
ALTER TYPE mood ADD VALUE 'glad' AFTER 'sad';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'best';
INSERT INTO people VALUES ('glad'), ('best');
ALTER TABLE people ALTER m SET DEFAULT 'best';
