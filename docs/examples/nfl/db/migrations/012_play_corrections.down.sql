DROP TABLE play_corrections;
