-- How the log knows a row: by its key, by another index, by the whole row.
CREATE SCHEMA identities;

CREATE TABLE identities.by_index (a int NOT NULL, b text NOT NULL, c text, large text, UNIQUE (c));
CREATE UNIQUE INDEX by_index_key ON identities.by_index (b, a);
ALTER TABLE identities.by_index REPLICA IDENTITY USING INDEX by_index_key;
ALTER TABLE identities.by_index ALTER large SET STORAGE EXTERNAL;
INSERT INTO identities.by_index SELECT i, 'b' || i, 'c' || i, repeat('large ', 500) FROM generate_series(1, 10) i;
-- By a constraint, beside a primary key.
CREATE TABLE identities.by_constraint (id int PRIMARY KEY, code text NOT NULL CONSTRAINT "The Code" UNIQUE, v int);
ALTER TABLE identities.by_constraint REPLICA IDENTITY USING INDEX "The Code";
INSERT INTO identities.by_constraint SELECT i, 'c' || i, i FROM generate_series(1, 10) i;
-- By the whole row, with a key.
CREATE TABLE identities.full_with_key (id int PRIMARY KEY, v json, large text, p point, next int DEFAULT 0, twice int GENERATED ALWAYS AS (id * 2) STORED);
ALTER TABLE identities.full_with_key REPLICA IDENTITY FULL;
ALTER TABLE identities.full_with_key ALTER large SET STORAGE EXTERNAL;
INSERT INTO identities.full_with_key SELECT i, '{"a":  1}', repeat('large ', 500), point(i, -0), 0 FROM generate_series(1, 10) i;
-- By the whole row, without a key: rows that are the same, that are equal and not the same, and values without equality.
CREATE TABLE identities.full_without_key (a int, b text, n numeric, f float8, c char(5), e int GENERATED ALWAYS AS (a * 2) STORED);
ALTER TABLE identities.full_without_key REPLICA IDENTITY FULL;
INSERT INTO identities.full_without_key VALUES
    (1, 'twin', 1.0, 0, 'x'), (1, 'twin', 1.0, 0, 'x'), (1, 'twin', 1.0, 0, 'x'), (1, 'twin', 1.00, 0, 'x'), (1, 'twin', 1.0, '-0', 'x'),
    (NULL, NULL, NULL, NULL, NULL), (NULL, NULL, NULL, NULL, NULL), (NULL, '', NULL, NULL, ''), (2, 'single', 'NaN', 'NaN', NULL);
CREATE TABLE identities.full_without_equality (
    j json, x xml, p point, b box, w path, c circle, g polygon, r regclass, cs made.inner, q jsonpath, s pg_snapshot, e made."Mood", large text, n int);
ALTER TABLE identities.full_without_equality REPLICA IDENTITY FULL;
ALTER TABLE identities.full_without_equality ALTER large SET STORAGE EXTERNAL;
-- The areas of these boxes and circles are equal, and so are the numbers of points of these paths.
INSERT INTO identities.full_without_equality VALUES
    ('{"a": 1}', '<a/>', '(0,0)', '(1,1),(0,0)', '[(0,0),(1,1)]', '<(0,0),1>', '((0,0),(1,1))', 'keys.texts', ROW(1, NULL, '{}'), '$.a', '1:1:', '', repeat('l', 3000), 1),
    ('{"a":1}', '<a />', '(-0,0)', '(2,2),(1,1)', '[(0,0),(2,2)]', '<(1,0),1>', '((0,0),(1,2))', 0, ROW(NULL, NULL, NULL), '$.b', '1:1:', 'ok', NULL, 2),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 3);
CREATE TABLE identities.full_large (large text, note text);
ALTER TABLE identities.full_large REPLICA IDENTITY FULL;
ALTER TABLE identities.full_large ALTER large SET STORAGE EXTERNAL;
INSERT INTO identities.full_large SELECT repeat('large ' || i, 1000), 'n' FROM generate_series(1, 3) i;
-- A key that may be double for a moment does not identify rows; the index beside it does.
CREATE TABLE identities.deferrable (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, u int NOT NULL);
CREATE UNIQUE INDEX deferrable_u ON identities.deferrable (u);
ALTER TABLE identities.deferrable REPLICA IDENTITY USING INDEX deferrable_u;
INSERT INTO identities.deferrable SELECT i, i FROM generate_series(1, 10) i;
