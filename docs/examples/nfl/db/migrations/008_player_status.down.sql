ALTER TABLE players DROP COLUMN status;
DROP TYPE player_status;
