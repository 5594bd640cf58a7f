-- Read by data.sql in the same session: a season has 272 games and 43,520 plays.
SELECT set_config('nfl.seasons', '1', false);
