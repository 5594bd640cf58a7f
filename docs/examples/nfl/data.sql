-- Data that looks like football and is the same wherever and whenever it is made: everything is
-- computed from row numbers, nothing is random, and no version of PostgreSQL computes it otherwise.
-- 'nfl.seasons' says how much; sizes/ sets it.

-- The rows are consistent by construction: checking each foreign key would take most of the time.
SET LOCAL session_replication_role = replica;

CREATE TEMPORARY TABLE teams ON COMMIT DROP AS
  SELECT team, (number - 1)::integer AS number
    FROM unnest(ARRAY[
      'ARI', 'ATL', 'BAL', 'BUF', 'CAR', 'CHI', 'CIN', 'CLE', 'DAL', 'DEN', 'DET', 'GB', 'HOU',
      'IND', 'JAX', 'KC', 'LAC', 'LAR', 'LV', 'MIA', 'MIN', 'NE', 'NO', 'NYG', 'NYJ', 'PHI', 'PIT',
      'SEA', 'SF', 'TB', 'TEN', 'WAS']) WITH ORDINALITY AS names (team, number);

-- Seventeen rounds of a round robin: in each, every team plays once. The last team stands still,
-- the others turn around it.
INSERT INTO games (game_id, season, week, kickoff, home_team, away_team, home_score, away_score)
  SELECT id, season, week,
         -- In UTC: a day of timestamptz is as long as the session's time zone says.
         (timestamp '2020-09-10 17:00:00' + (season - 2020) * interval '364 days'
           + (week - 1) * interval '7 days' + pairing * interval '30 minutes') AT TIME ZONE 'UTC',
         home.team, away.team,
         (id::bigint * 31 + pairing * 17 + week * 7) % 45,
         (id::bigint * 37 + pairing * 11 + week * 5) % 42
    FROM generate_series(2020, 2019 + current_setting('nfl.seasons')::integer) AS seasons (season)
   CROSS JOIN generate_series(1, 17) AS weeks (week)
   CROSS JOIN generate_series(0, 15) AS pairings (pairing)
   CROSS JOIN LATERAL (SELECT season * 1000 + (week - 1) * 16 + pairing) AS ids (id)
    JOIN teams home ON home.number = (week + pairing) % 31
    JOIN teams away
      ON away.number = CASE pairing WHEN 0 THEN 31 ELSE (week - pairing + 31) % 31 END;

INSERT INTO players (player_id, full_name, position)
  SELECT id, 'Player ' || to_char(id, 'FM000000'),
         (ARRAY['QB', 'RB', 'WR', 'TE', 'OL', 'DL', 'LB', 'CB', 'S', 'K', 'P'])[id % 11 + 1]
    FROM generate_series(1, 32 * 53) AS ids (id);

-- A third of each roster changes its team from one season to the next.
INSERT INTO rosters (season, team, player_id, jersey)
  SELECT season, team, player_id, player_id % 99 + 1
    FROM generate_series(2020, 2019 + current_setting('nfl.seasons')::integer) AS seasons (season)
   CROSS JOIN players
    JOIN teams
      ON teams.number
         = (player_id + CASE player_id % 3 WHEN 0 THEN season - 2020 ELSE 0 END) % 32;

INSERT INTO plays (play_id, game_id, quarter, clock_seconds, down, yards_to_go, yardline, offense,
                   play_type, yards_gained, ep_before, ep_after)
  SELECT game_id::bigint * 1000 + n, game_id,
         (n - 1) / 40 + 1,
         900 - (n - 1) % 40 * 22,
         h % 4 + 1,
         h % 10 + 1,
         h % 99 + 1,
         CASE n / 8 % 2 WHEN 0 THEN home_team ELSE away_team END,
         CASE WHEN h % 10 < 5 THEN 'pass' WHEN h % 10 < 9 THEN 'run' ELSE 'punt' END,
         h % 25 - 5,
         (h % 700 - 100) / 100::double precision,
         (h / 7 % 700 - 100) / 100::double precision
    FROM games,
         generate_series(1, 160) AS numbers (n),
         LATERAL (SELECT ((game_id::bigint * 7919 + n * 104729 + n * n * 31) % 100003)::integer)
           AS hashes (h);

INSERT INTO odds_history (odds_id, game_id, bookmaker, recorded_at, home_spread, total)
  SELECT game_id::bigint * 100 + book * 10 + n, game_id,
         'Book ' || chr(65 + book),
         kickoff - n * interval '12 hours',
         ((game_id * 13 + book * 3 + n * 5) % 29 - 14) / 2.0,
         ((game_id * 7 + book * 5 + n) % 41 + 70) / 2.0
    FROM games, generate_series(0, 3) AS books (book), generate_series(1, 6) AS numbers (n);
