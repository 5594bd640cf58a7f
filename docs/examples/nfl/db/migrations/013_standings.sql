CREATE MATERIALIZED VIEW mart.standings AS
  SELECT season, team,
         count(*) FILTER (WHERE scored > conceded) AS wins,
         count(*) FILTER (WHERE scored < conceded) AS losses,
         count(*) FILTER (WHERE scored = conceded) AS ties,
         sum(scored) AS points_for,
         sum(conceded) AS points_against
    FROM (SELECT season, home_team AS team, home_score AS scored, away_score AS conceded FROM games
          UNION ALL
          SELECT season, away_team, away_score, home_score FROM games) results
   GROUP BY season, team;

-- REFRESH … CONCURRENTLY needs it.
CREATE UNIQUE INDEX standings_season_team_idx ON mart.standings (season, team);
