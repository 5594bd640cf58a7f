-- psql goes by the setting that its line began with, so the second statement ends at the first semicolon.
SET standard_conforming_strings = off; INSERT INTO log (what) VALUES ('\'); INSERT INTO log (what) VALUES (';');
