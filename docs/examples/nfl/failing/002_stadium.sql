ALTER TABLE games
  ADD COLUMN stadium text;

-- Nobody filled it.
ALTER TABLE games
  ALTER COLUMN stadium SET NOT NULL;
