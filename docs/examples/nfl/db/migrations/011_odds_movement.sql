ALTER TABLE odds_history ADD COLUMN movement numeric(4, 1);

CREATE FUNCTION odds_movement() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, public
AS $function$
DECLARE
  previous numeric;
BEGIN
  -- The text of a query inside of a function: quotes within quotes; with semicolons.
  EXECUTE $query$
    SELECT home_spread
      FROM odds_history
     WHERE game_id = $1 AND bookmaker = $2 AND recorded_at < $3
     ORDER BY recorded_at DESC
     LIMIT 1;
  $query$
  INTO previous
  USING NEW.game_id, NEW.bookmaker, NEW.recorded_at;
  NEW.movement := NEW.home_spread - previous;
  RETURN NEW;
END;
$function$;

CREATE TRIGGER odds_history_movement
  BEFORE INSERT ON odds_history
  FOR EACH ROW EXECUTE FUNCTION odds_movement();
