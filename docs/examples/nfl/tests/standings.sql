-- What the research notebooks ask most often: how the best teams score.
SELECT s.season, s.team, s.wins, e.epa_per_play
  FROM mart.standings s
  JOIN mart.team_epa e USING (season, team)
 WHERE s.season = 2020
 ORDER BY s.wins DESC, e.epa_per_play DESC, s.team
 LIMIT 10;
