CREATE OR REPLACE VIEW mart.team_epa AS
  SELECT p.offense AS team, g.season,
         avg(p.epa) AS epa_per_play,
         count(*) FILTER (WHERE p.play_type = 'pass') AS passes,
         count(*) FILTER (WHERE p.play_type = 'run') AS runs
    FROM plays p
    JOIN games g USING (game_id)
   GROUP BY p.offense, g.season;
