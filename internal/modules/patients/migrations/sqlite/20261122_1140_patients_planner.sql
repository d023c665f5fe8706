-- SQLite plans a fresh installation without statistics and then takes the
-- tenant, which every row shares, for a good choice: it walks the whole group to
-- spare itself a sort. These figures say what is true of every group: the tenant
-- narrows nothing down, the next column does. They are replaced when the
-- database is analysed.
ANALYZE patients_counters;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT m.name, CASE WHEN l.origin = 'pk' AND m.sql LIKE '%WITHOUT ROWID%' THEN m.name ELSE l.name END,
  '100000 100000' || replace(hex(zeroblob(count(*) - 2)), '00', ' 10') || CASE WHEN l."unique" = 1 THEN ' 1' ELSE ' 10' END
FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i
WHERE m.type = 'table' AND m.name LIKE 'patients\_%' ESCAPE '\'
GROUP BY m.name, l.name HAVING count(*) > 1;
-- A clinic, a member of staff, a tag and a day of the year have many people.
UPDATE sqlite_stat1 SET stat = '100000 100000 30000 1' WHERE idx = 'patients_clinics_clinic';
UPDATE sqlite_stat1 SET stat = '20000 20000 600 300' WHERE idx = 'patients_care_team_staff';
UPDATE sqlite_stat1 SET stat = '100000 100000 5000' WHERE idx = 'patients_tagged_tag';
UPDATE sqlite_stat1 SET stat = '100000 100000 8000 300' WHERE idx = 'patients_days_when';
ANALYZE sqlite_schema;
