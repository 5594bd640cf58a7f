DROP TRIGGER odds_history_movement ON odds_history;
DROP FUNCTION odds_movement();
ALTER TABLE odds_history DROP COLUMN movement;
