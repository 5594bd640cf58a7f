-- A stored generated column rewrites the table under an exclusive lock: games is small.
ALTER TABLE games ADD COLUMN margin integer GENERATED ALWAYS AS (home_score - away_score) STORED;
