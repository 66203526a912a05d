-- Unique values change places on every index at once, by way of values that are free.
BEGIN;
UPDATE constraints.uniques SET a = -a, b = b || '-', c = c || '-' WHERE id > 8;
UPDATE constraints.uniques SET a = a + 100 WHERE id <= 8;
UPDATE constraints.uniques SET a = 300 - a WHERE id <= 8;
UPDATE constraints.uniques SET a = a - 191 WHERE id <= 8;
UPDATE constraints.uniques SET a = -a, b = rtrim(b, '-'), c = rtrim(c, '-') WHERE id > 8;
UPDATE constraints.uniques SET d = 11 - d;
UPDATE constraints.uniques SET b = 'away' WHERE id = 9;
UPDATE constraints.uniques SET b = 'B9', c = 'c9' WHERE id = 10;
UPDATE constraints.uniques SET b = 'B10', c = 'c10' WHERE id = 9;
COMMIT;

BEGIN;
UPDATE constraints.uniques SET b = 'away' WHERE id = 9;
UPDATE constraints.uniques SET b = 'B10', c = 'c10' WHERE id = 10;
UPDATE constraints.uniques SET b = 'B9', c = 'c9' WHERE id = 9;
DELETE FROM constraints.uniques WHERE id = 10;
INSERT INTO constraints.uniques VALUES (11, 10, 'B10', 'c10', 77);
UPDATE constraints.uniques SET id = 10, d = (SELECT 55 - sum(d) FROM constraints.uniques WHERE id <> 11) WHERE id = 11;
COMMIT;

BEGIN;
SET CONSTRAINTS ALL DEFERRED;
UPDATE constraints.bookings SET during = int4range(lower(during) + 1, upper(during) + 1);
UPDATE constraints.bookings SET room = -1 WHERE id = 1;
UPDATE constraints.bookings SET room = (SELECT room FROM constraints.bookings WHERE id = 4), during = '[5000,5001)' WHERE id = 1;
DELETE FROM constraints.bookings WHERE id = 1;
INSERT INTO constraints.bookings VALUES (1, 1, (SELECT int4range(max(upper(during)), max(upper(during)) + 1) FROM constraints.bookings));
INSERT INTO constraints.hen VALUES (3, 3);
INSERT INTO constraints.egg VALUES (3, 1);
UPDATE constraints.egg SET hen = 3 - hen WHERE id < 3;
DELETE FROM constraints.hen WHERE id = 3;
DELETE FROM constraints.egg WHERE id = 3;
COMMIT;

-- What foreign keys do by themselves is in the log like everything else.
UPDATE constraints.tree SET id = id + 100 WHERE id = 2;
DELETE FROM constraints.tree WHERE id = 102;
INSERT INTO constraints.tree SELECT i, i / 2, 'again' FROM unnest('{2,4,5,8,9,10,11}'::int[]) i;
UPDATE constraints.uniques SET a = a + 100 WHERE id = 5;
UPDATE constraints.uniques SET a = a - 100 WHERE id = 5;
DELETE FROM constraints.child WHERE id = 8;
INSERT INTO constraints.uniques VALUES (20, 20, 'B20', 'c20', 20);
INSERT INTO constraints.child VALUES (20, 20, 20, NULL, NULL), (21, NULL, NULL, 'B20', 'c20');
DELETE FROM constraints.uniques WHERE id = 20;
DELETE FROM constraints.child WHERE id = 20;
UPDATE constraints.checked SET a = a + 1, b = b + 1;
