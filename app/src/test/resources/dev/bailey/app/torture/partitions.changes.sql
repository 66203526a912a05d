-- Rows that move from partition to partition, and whole families that change at once.
UPDATE partitions.events SET body = body || '+' WHERE id % 3 = 0;
UPDATE partitions.events SET day = day + 365 WHERE id % 5 = 0 AND day < '2028-01-01';
UPDATE partitions.events SET day = date '2025-11-01' + id % 600 WHERE day >= '2028-01-01';
UPDATE partitions.events SET kind = CASE kind WHEN 'a' THEN 'z' WHEN 'z' THEN '''' ELSE 'a' END WHERE id % 4 = 0;
DELETE FROM partitions.events WHERE id IN (SELECT id FROM partitions.events ORDER BY id LIMIT 5);
INSERT INTO partitions.events (day, kind, body) SELECT date '2025-11-01' + i * 100, 'n', NULL FROM generate_series(1, 5) i;
DELETE FROM partitions.by_hash WHERE k LIKE '%!';
-- Those that are referred to stay: before version 15 they could not move.
UPDATE partitions.by_hash SET k = k || '!' WHERE v % 7 = 1 AND k !~ '^k[1-5]$';
UPDATE partitions.by_hash SET k = rtrim(k, '!'), v = v + 70 WHERE v % 2 = 1;
UPDATE partitions.lists SET a = (a + 1) % 4;
UPDATE ONLY partitions.lists_2 SET b = b || '.' WHERE a = 3 AND length(b) < 50;
UPDATE partitions.parent SET v = left(v, 20) || '+';
UPDATE partitions.other_parent SET extra = extra + 1;
UPDATE ONLY partitions.parent SET id = -id;

BEGIN;
DELETE FROM partitions.child WHERE id = 3;
INSERT INTO partitions.child VALUES (3, 'back', 3);
INSERT INTO partitions.by_hash SELECT 'k' || i, i FROM generate_series(1, 30) i ON CONFLICT DO NOTHING;
COMMIT;
