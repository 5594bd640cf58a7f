-- A view cannot lose columns by CREATE OR REPLACE.
DROP VIEW mart.team_epa;
CREATE VIEW mart.team_epa AS
  SELECT p.offense AS team, g.season,
         avg(p.ep_after - p.ep_before) AS epa_per_play
    FROM plays p
    JOIN games g USING (game_id)
   GROUP BY p.offense, g.season;
