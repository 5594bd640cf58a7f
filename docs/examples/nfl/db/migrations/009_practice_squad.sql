ALTER TYPE player_status ADD VALUE 'practice_squad' AFTER 'reserve';
