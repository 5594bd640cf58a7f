-- PostgreSQL cannot take a value out of an enum: the type is made anew without it.
UPDATE players SET status = 'reserve' WHERE status = 'practice_squad';
ALTER TYPE player_status RENAME TO player_status_old;
CREATE TYPE player_status AS ENUM ('active', 'injured', 'reserve');
ALTER TABLE players ALTER COLUMN status DROP DEFAULT;
ALTER TABLE players ALTER COLUMN status TYPE player_status USING status::text::player_status;
ALTER TABLE players ALTER COLUMN status SET DEFAULT 'active';
DROP TYPE player_status_old;
