UPDATE others.orders SET state = CASE state WHEN 'new' THEN 'paid' ELSE 'new' END WHERE id % 2 = 0;
DELETE FROM others.orders WHERE id = 10;
INSERT INTO others.both (id) VALUES (10);
INSERT INTO others.orders (id) VALUES (11) ON CONFLICT (id) DO UPDATE SET state = excluded.state || '!' WHERE length(orders.state) < 50;
INSERT INTO others.orders (id) VALUES (11) ON CONFLICT DO NOTHING;
REFRESH MATERIALIZED VIEW CONCURRENTLY others.totals;
UPDATE others.numbered SET a = nextval('others.cached'), b = nextval('others.down');

-- Emptied in every way, and filled again in the same transaction.
TRUNCATE others.flash CASCADE;
INSERT INTO others.flash SELECT i, 'f' FROM generate_series(1, 100) i;
INSERT INTO others.flash_child SELECT i, i, 'c' FROM generate_series(1, 50) i;

BEGIN;
UPDATE others.flash SET v = 'before' WHERE id < 10;
TRUNCATE others.flash, others.flash_child, others.flash_serial RESTART IDENTITY;
INSERT INTO others.flash SELECT i, 'again' FROM generate_series(5, 60) i;
TRUNCATE others.flash_child;
INSERT INTO others.flash_child SELECT i, i, 'again' FROM generate_series(6, 20) i;
INSERT INTO others.flash_serial (v) SELECT 's' FROM generate_series(1, 10) i;
UPDATE others.flash SET v = 'after' WHERE id < 10;
COMMIT;

-- A truncation that never was.
BEGIN;
TRUNCATE others.flash CASCADE;
INSERT INTO others.flash VALUES (1, 'gone');
ROLLBACK;

-- Subtransactions, some of which are taken back; rows that come and go; nothing at all.
BEGIN;
INSERT INTO others.flash VALUES (1000, 'kept');
SAVEPOINT a;
INSERT INTO others.flash VALUES (1001, 'taken back');
SAVEPOINT b;
UPDATE others.flash SET v = 'taken back' WHERE id = 1000;
ROLLBACK TO a;
INSERT INTO others.flash VALUES (1001, 'kept');
SAVEPOINT c;
DELETE FROM others.flash WHERE id = 1000;
RELEASE c;
INSERT INTO others.flash VALUES (1000, 'anew');
UPDATE others.flash SET v = v || '+' WHERE id >= 1000;
DELETE FROM others.flash WHERE id >= 1000;
INSERT INTO others.flash VALUES (1000, 'last');
COMMIT;

BEGIN;
SELECT * FROM others.flash FOR UPDATE;
COMMIT;

BEGIN;
COMMIT;

BEGIN;
DELETE FROM others.flash WHERE id = 1000;
SAVEPOINT a;
UPDATE others.orders SET changed = 0;
ROLLBACK TO a;
COMMIT;

-- Transactions in two steps: their changes come with the second.
BEGIN;
UPDATE others.flash SET v = 'prepared' WHERE id < 30;
INSERT INTO others.flash VALUES (2000, 'prepared');
PREPARE TRANSACTION 'torture kept';

BEGIN;
UPDATE others.flash_child SET v = 'never' WHERE id < 30;
PREPARE TRANSACTION 'torture taken back';

ROLLBACK PREPARED 'torture taken back';

COMMIT PREPARED 'torture kept';

DELETE FROM others.flash WHERE id = 2000;
