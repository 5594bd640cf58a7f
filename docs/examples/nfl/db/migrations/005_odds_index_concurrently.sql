-- Odds arrive all day: this index is built beside them, outside of any transaction.
CREATE INDEX CONCURRENTLY odds_history_game_id_recorded_at_idx
  ON odds_history (game_id, recorded_at DESC);
