-- Partitions in three levels, by range, list and hash, in other schemas, made with the table and attached to it later.
CREATE SCHEMA partitions;
CREATE SCHEMA "Partitions of others";

CREATE TABLE partitions.events (id int GENERATED ALWAYS AS IDENTITY, day date NOT NULL, kind text NOT NULL, body text, PRIMARY KEY (id, day, kind))
    PARTITION BY RANGE (day);
CREATE TABLE partitions.events_old PARTITION OF partitions.events FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE "Partitions of others"."events 2026" PARTITION OF partitions.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (kind);
CREATE TABLE partitions.events_a PARTITION OF "Partitions of others"."events 2026" FOR VALUES IN ('a', 'A', '''');
CREATE TABLE partitions.events_rest PARTITION OF "Partitions of others"."events 2026" DEFAULT PARTITION BY HASH (id);
CREATE TABLE partitions.events_rest_0 PARTITION OF partitions.events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE partitions.events_rest_1 PARTITION OF partitions.events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
-- Its columns stand in another order, with one that was dropped between them.
CREATE TABLE partitions.events_late (body text, gone int, kind text NOT NULL, day date NOT NULL, id int NOT NULL);
ALTER TABLE partitions.events_late DROP COLUMN gone;
ALTER TABLE partitions.events ATTACH PARTITION partitions.events_late FOR VALUES FROM ('2027-01-01') TO (MAXVALUE);
CREATE INDEX events_kind ON partitions.events (kind, body);
INSERT INTO partitions.events (day, kind, body) SELECT date '2025-11-01' + i * 10, substr('abc''', i % 4 + 1, 1), 'body ' || i FROM generate_series(1, 60) i;

CREATE TABLE partitions.by_hash (k text PRIMARY KEY, v int) PARTITION BY HASH (k);
CREATE TABLE partitions.by_hash_0 PARTITION OF partitions.by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE partitions.by_hash_1 PARTITION OF partitions.by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1) WITH (fillfactor = 70);
CREATE TABLE partitions.by_hash_2 PARTITION OF partitions.by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO partitions.by_hash SELECT 'k' || i, i FROM generate_series(1, 30) i;

-- A reference into partitions, and out of them; a partition whose rows are known by an index of its own.
CREATE TABLE partitions.refers (id int PRIMARY KEY, k text REFERENCES partitions.by_hash ON UPDATE CASCADE);
INSERT INTO partitions.refers SELECT i, 'k' || i FROM generate_series(1, 5) i;
CREATE TABLE partitions.lists (a int NOT NULL, b text NOT NULL, refers int REFERENCES partitions.refers, UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE partitions.lists_1 PARTITION OF partitions.lists (b DEFAULT 'own', CHECK (length(b) < 100)) FOR VALUES IN (1, 2);
CREATE TABLE partitions.lists_2 PARTITION OF partitions.lists DEFAULT;
ALTER TABLE partitions.lists_1 REPLICA IDENTITY USING INDEX lists_1_a_b_key;
ALTER TABLE partitions.lists_2 REPLICA IDENTITY FULL;
INSERT INTO partitions.lists SELECT i % 4, 'b' || i, 1 + i % 5 FROM generate_series(1, 20) i;

-- Children that inherit, from one and from two, with columns and checks of their own.
CREATE TABLE partitions.parent (id int PRIMARY KEY, v text DEFAULT 'parent', CONSTRAINT short CHECK (length(v) < 1000));
CREATE TABLE partitions.other_parent (extra numeric NOT NULL DEFAULT 1.50);
ALTER TABLE partitions.other_parent REPLICA IDENTITY FULL;
CREATE TABLE partitions.child (own int, PRIMARY KEY (id)) INHERITS (partitions.parent);
CREATE TABLE partitions.grandchild (v text DEFAULT 'grandchild', PRIMARY KEY (id)) INHERITS (partitions.child, partitions.other_parent);
INSERT INTO partitions.parent SELECT i FROM generate_series(1, 5) i;
INSERT INTO partitions.child SELECT i, 'child', i FROM generate_series(1, 5) i;
INSERT INTO partitions.grandchild (id, own) SELECT i, i FROM generate_series(1, 5) i;
INSERT INTO partitions.other_parent VALUES (1), (1), (2.50);
