-- Every value of epa came from the backfill and can be computed again.
UPDATE plays SET epa = NULL;
