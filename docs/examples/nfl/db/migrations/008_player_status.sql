CREATE TYPE player_status AS ENUM ('active', 'injured', 'reserve');
ALTER TABLE players ADD COLUMN status player_status NOT NULL DEFAULT 'active';
