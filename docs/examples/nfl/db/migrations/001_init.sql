-- The database as it was when migrations began.
CREATE TABLE games (
  game_id    integer PRIMARY KEY,
  season     integer NOT NULL,
  week       integer NOT NULL,
  kickoff    timestamptz NOT NULL,
  home_team  text NOT NULL,
  away_team  text NOT NULL,
  home_score integer,
  away_score integer,
  CONSTRAINT games_teams_check CHECK (home_team <> away_team)
);

CREATE TABLE players (
  player_id integer PRIMARY KEY,
  full_name text NOT NULL,
  position  text NOT NULL
);

CREATE TABLE rosters (
  season    integer NOT NULL,
  team      text NOT NULL,
  player_id integer NOT NULL REFERENCES players,
  jersey    integer NOT NULL,
  PRIMARY KEY (season, team, player_id)
);

CREATE TABLE plays (
  play_id       bigint PRIMARY KEY,
  game_id       integer NOT NULL REFERENCES games,
  quarter       integer NOT NULL,
  clock_seconds integer NOT NULL,
  down          integer,
  yards_to_go   integer,
  yardline      integer NOT NULL,
  offense       text NOT NULL,
  play_type     text NOT NULL,
  yards_gained  integer NOT NULL,
  -- Expected points before and after the play.
  ep_before     double precision NOT NULL,
  ep_after      double precision NOT NULL
);

CREATE TABLE odds_history (
  odds_id     bigint PRIMARY KEY,
  game_id     integer NOT NULL REFERENCES games,
  bookmaker   text NOT NULL,
  recorded_at timestamptz NOT NULL,
  home_spread numeric(4, 1) NOT NULL,
  total       numeric(4, 1) NOT NULL
);

CREATE SCHEMA mart;

CREATE VIEW mart.game_summary AS
  SELECT g.game_id, g.season, g.week, g.home_team, g.away_team, g.home_score, g.away_score,
         CASE WHEN g.home_score > g.away_score THEN g.home_team
              WHEN g.home_score < g.away_score THEN g.away_team
         END AS winner
    FROM games g;

CREATE VIEW mart.team_epa AS
  SELECT p.offense AS team, g.season,
         avg(p.ep_after - p.ep_before) AS epa_per_play
    FROM plays p
    JOIN games g USING (game_id)
   GROUP BY p.offense, g.season;
