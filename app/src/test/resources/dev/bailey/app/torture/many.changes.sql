-- One transaction that writes to all of them.
DO $$
BEGIN
    FOR i IN 1..300 LOOP
        EXECUTE format('UPDATE many.t%s SET v = left(v, 20) || ''+'' WHERE id <> 3', i);
        EXECUTE format('DELETE FROM many.t%s WHERE id = 1', i);
        EXECUTE format('INSERT INTO many.t%s VALUES (1, ''back'')', i);
    END LOOP;
END
$$;

-- And one of 100,000 changes: half of them updates, a quarter each rows that go and that come.
BEGIN;
UPDATE many.rows SET n = n + 1 WHERE id % 2 <> 0;
WITH gone AS (DELETE FROM many.rows WHERE id % 4 = 0 RETURNING *)
INSERT INTO many.rows SELECT -id, n, v FROM gone;
COMMIT;
