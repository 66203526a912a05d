-- The one null moves from row to row.
BEGIN;
UPDATE constraints.nulls SET a = 100 WHERE a IS NULL;
UPDATE constraints.nulls SET a = NULL, b = NULL WHERE id = 1 + (SELECT id FROM constraints.nulls WHERE a = 100) % 3;
UPDATE constraints.nulls SET a = id WHERE a = 100;
COMMIT;

MERGE INTO others.merged f USING (SELECT i AS id FROM generate_series(1, 80) i) s ON f.id = s.id
WHEN MATCHED AND s.id % 3 = 0 THEN DELETE
WHEN MATCHED THEN UPDATE SET v = 'merged'
WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'merged in');
