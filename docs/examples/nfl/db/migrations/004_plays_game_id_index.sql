CREATE INDEX plays_game_id_idx ON plays (game_id);
