-- PostgreSQL gathers its statistics by itself; see the step of the same name for
-- SQLite.
SELECT 1;
