-- Many tables, and a table many of whose rows change at once.
CREATE SCHEMA many;
DO $$
BEGIN
    FOR i IN 1..300 LOOP
        EXECUTE format('CREATE TABLE many.t%s (id int PRIMARY KEY, v text)', i);
        EXECUTE format('INSERT INTO many.t%s SELECT i, ''v'' || i FROM generate_series(1, 3) i', i);
    END LOOP;
END
$$;
CREATE TABLE many.rows (id int PRIMARY KEY, n int NOT NULL, v text);
INSERT INTO many.rows SELECT i, 0, 'v' || i FROM generate_series(1, 100000) i;
