DROP SCHEMA mart CASCADE;
DROP TABLE odds_history, plays, rosters, players, games;
