DROP INDEX plays_game_id_idx;
