-- One partition per season, and one for what nobody thought of.
CREATE TABLE play_corrections (
  season       integer NOT NULL,
  play_id      bigint NOT NULL,
  corrected_at timestamptz NOT NULL DEFAULT now(),
  yards_gained integer NOT NULL,
  PRIMARY KEY (season, play_id, corrected_at)
) PARTITION BY RANGE (season);

DO $$
BEGIN
  FOR season IN 2020..2026 LOOP
    EXECUTE format(
      'CREATE TABLE play_corrections_%s PARTITION OF play_corrections FOR VALUES FROM (%s) TO (%s)',
      season, season, season + 1);
  END LOOP;
END
$$;

CREATE TABLE play_corrections_other PARTITION OF play_corrections DEFAULT;
