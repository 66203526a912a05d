-- What constraints demand at the end of a statement, or of a transaction, and not of each change on its way.
CREATE SCHEMA constraints;

CREATE TABLE constraints.uniques (id int PRIMARY KEY, a int UNIQUE, b text, c text, d int, UNIQUE (b, c), UNIQUE (d) DEFERRABLE INITIALLY IMMEDIATE);
CREATE UNIQUE INDEX uniques_lower ON constraints.uniques (lower(b || c));
CREATE UNIQUE INDEX uniques_partial ON constraints.uniques (a) WHERE d > 5;
CREATE UNIQUE INDEX uniques_include ON constraints.uniques (a) INCLUDE (b);
CREATE INDEX uniques_hash ON constraints.uniques USING hash (b);
INSERT INTO constraints.uniques SELECT i, i, 'B' || i, 'c' || i, i FROM generate_series(1, 10) i;

CREATE TABLE constraints.bookings (id int PRIMARY KEY, room int, during int4range, EXCLUDE USING gist (room ext.gist_int4_ops WITH =, during WITH &&),
    CONSTRAINT "later" EXCLUDE USING gist (during WITH &&) WHERE (room = 0) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO constraints.bookings SELECT i, i % 3, int4range(i * 10, i * 10 + 10) FROM generate_series(1, 12) i;

-- Foreign keys: to oneself, in a circle, and over partitions; deferred, and with everything that a deletion may do.
CREATE TABLE constraints.tree (id int PRIMARY KEY, parent int REFERENCES constraints.tree ON DELETE CASCADE ON UPDATE CASCADE, v text);
INSERT INTO constraints.tree SELECT i, nullif(i / 2, 0), 'leaf' FROM generate_series(1, 15) i;
CREATE TABLE constraints.hen (id int PRIMARY KEY, egg int NOT NULL);
CREATE TABLE constraints.egg (id int PRIMARY KEY, hen int NOT NULL REFERENCES constraints.hen DEFERRABLE INITIALLY DEFERRED);
ALTER TABLE constraints.hen ADD FOREIGN KEY (egg) REFERENCES constraints.egg DEFERRABLE INITIALLY DEFERRED;
INSERT INTO constraints.hen VALUES (1, 1), (2, 2);
INSERT INTO constraints.egg VALUES (1, 1), (2, 2);
CREATE TABLE constraints.child (id int PRIMARY KEY, one int DEFAULT 1 REFERENCES constraints.uniques ON DELETE SET DEFAULT,
    two int REFERENCES constraints.uniques (a) ON DELETE SET NULL ON UPDATE CASCADE, three text, four text,
    FOREIGN KEY (three, four) REFERENCES constraints.uniques (b, c) MATCH FULL ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO constraints.child SELECT i, i, i, 'B' || i, 'c' || i FROM generate_series(2, 8) i;

CREATE FUNCTION constraints.is_even(n int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n % 2 = 0; END $$;
CREATE TABLE constraints.checked (id int PRIMARY KEY CHECK (constraints.is_even(id)), a int, b int, CONSTRAINT "a < b" CHECK (a < b) NO INHERIT,
    c text CHECK (c ~ '^\w+$') NOT NULL DEFAULT 'x');
ALTER TABLE constraints.checked ADD CONSTRAINT "not yet" CHECK (a > 0) NOT VALID;
INSERT INTO constraints.checked VALUES (2, 1, 2), (4, 3, 4);
