ALTER TABLE games DROP CONSTRAINT games_scores_check;
