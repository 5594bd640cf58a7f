-- Expected points added: a column without a default costs no rewrite, whatever the table's size.
ALTER TABLE plays ADD COLUMN epa double precision;
COMMENT ON COLUMN plays.epa IS 'expected points added: ep_after - ep_before';
