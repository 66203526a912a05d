-- In every table of keys each row changes, and half of them are deleted and put back.
DO $$
DECLARE
    keyed text;
BEGIN
    FOR keyed IN SELECT c.oid::regclass::text FROM pg_class c WHERE relnamespace = 'keys'::regnamespace AND relkind = 'r' LOOP
        EXECUTE 'UPDATE ' || keyed || ' SET v = v + 100';
        EXECUTE 'CREATE TEMPORARY TABLE gone AS SELECT * FROM ' || keyed || ' WHERE v % 2 = 0';
        EXECUTE 'DELETE FROM ' || keyed || ' WHERE v % 2 = 0';
        EXECUTE 'INSERT INTO ' || keyed || ' SELECT * FROM gone';
        DROP TABLE gone;
    END LOOP;
END
$$;

-- Keys that change to what is equal to them, and is not the same.
UPDATE keys.numbers SET k = CASE scale(k) WHEN 1 THEN 1.00 ELSE 1.0 END WHERE k = 1;
UPDATE keys.floats SET k = -k WHERE k = 0;
UPDATE keys.extended SET k = CASE WHEN k::text = 'abc' THEN 'ABC' ELSE 'abc' END::ext.citext WHERE k::text IN ('abc', 'ABC');
UPDATE keys.instants SET i = CASE i::text WHEN '1 mon' THEN '30 days' ELSE '1 mon' END::interval WHERE k = 'infinity';
UPDATE keys.documents SET k = CASE k::text WHEN '{"a": 1.0}' THEN '{"a": 1.00}' ELSE '{"a": 1.0}' END::jsonb WHERE k @> '{"a": 1}';
UPDATE keys.arrays SET k = '[5:5]={x}' WHERE v % 100 = 1;
UPDATE keys.arrays SET k = '{NULL,"NULL",""}' WHERE v % 100 = 1;
UPDATE keys.systems SET m = m * -1;

-- The same in one transaction with other changes of the same rows.
BEGIN;
UPDATE keys.numbers SET v = v + 100, k = 1.000 WHERE k = 1;
DELETE FROM keys.numbers WHERE k = 1;
INSERT INTO keys.numbers VALUES (1.0, 0);
UPDATE keys.numbers SET k = 1.00 WHERE k = 1;
UPDATE keys.floats SET v = v + 100, k = -k WHERE k = 0;
UPDATE keys.chars SET k = rtrim(k) || '!' WHERE k <> 'abcdef';
UPDATE keys.chars SET k = replace(k, '!', ''), v = v + 100 WHERE k <> 'abcdef';
COMMIT;

-- Keys that move on: in chains, in circles, and past a row that is deleted.
BEGIN;
UPDATE keys.texts SET k = 'away' WHERE k = 'a';
UPDATE keys.texts SET k = 'a' WHERE k = 'A';
UPDATE keys.texts SET k = 'A' WHERE k = 'away';
UPDATE keys.texts SET k = k || '🦖' WHERE v % 2 = 1;
UPDATE keys.texts SET k = left(k, -1) WHERE v % 2 = 1;
UPDATE keys.many SET a = a + 1000;
UPDATE keys.many SET a = 2051 - a, v = v + 100;
UPDATE keys.many SET a = 1051 - a;
UPDATE keys.ranges SET k = '[7,8)' WHERE k = '(,)';
UPDATE keys.ranges SET k = '(,)' WHERE k = '[7,8)';
UPDATE keys.rows SET k = ROW(2, NULL, NULL) WHERE (k)."B b" = 'a';
UPDATE keys.rows SET k = ROW(1, 'a', '{1.0}') WHERE (k).a = 2;
COMMIT;

-- A long key that changes while the large value beside it does not, and the other way round.
UPDATE keys.long SET k = k || 'k', v = v + 100 WHERE length(k) > 1000;
UPDATE keys.long SET large = large || 'r' WHERE length(k) > 1000;
UPDATE keys.long SET v = v + 100;
UPDATE keys.long SET k = k;
UPDATE keys.long SET k = 'short' || v, large = large WHERE length(k) < 1000;
