-- In two steps: the first holds its lock for a moment, the second reads the table without one that
-- would stop writers.
ALTER TABLE games
  ADD CONSTRAINT games_scores_check CHECK (home_score >= 0 AND away_score >= 0) NOT VALID;
ALTER TABLE games VALIDATE CONSTRAINT games_scores_check;
