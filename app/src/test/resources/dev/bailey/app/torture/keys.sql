-- Keys of every type that can be one, each with a value beside it.
CREATE SCHEMA keys;

CREATE TABLE keys.texts (k text PRIMARY KEY, v int);
INSERT INTO keys.texts VALUES ('', 0), (' ', 1), ('NULL', 2), (E'\\N', 3), (E'a\tb\n', 4), ('🦖', 5), ('a', 6), ('A', 7);
CREATE TABLE keys.chars (k char(6) PRIMARY KEY, v int);
INSERT INTO keys.chars VALUES ('', 0), ('ab', 1), (' ab', 2), ('abcdef', 3);
CREATE TABLE keys.names (k name, c "char", v int, PRIMARY KEY (k, c));
INSERT INTO keys.names VALUES ('a b', 'x', 0), ('', '', 1), ('a b', E'\\', 2);
CREATE TABLE keys.numbers (k numeric PRIMARY KEY, v int);
INSERT INTO keys.numbers VALUES (1.0, 0), (1.50, 1), ('NaN', 2), (0.00, 3), (1e100, 4), ('Infinity', 5), ('-Infinity', 6);
CREATE TABLE keys.floats (k float8 PRIMARY KEY, v int);
INSERT INTO keys.floats VALUES ('-0', 0), ('NaN', 1), ('Infinity', 2), (0.1, 3), (4.9406564584124654e-324, 4);
CREATE TABLE keys.instants (k timestamptz, d date, i interval, v int, PRIMARY KEY (k, d, i));
INSERT INTO keys.instants VALUES ('infinity', '-infinity', '1 mon', 0), ('2026-03-29 01:30+02', '0001-01-01 BC', '30 days', 1),
    ('4713-01-02 00:00+00 BC', '2026-01-01', '24:00:00', 2);
CREATE TABLE keys.bytes (k bytea, b varbit, v int, PRIMARY KEY (k, b));
INSERT INTO keys.bytes VALUES ('', B'', 0), ('\x00', B'0', 1), ('\x00ff5c', B'01', 2);
CREATE TABLE keys.identifiers (k uuid, i inet, m macaddr, l pg_lsn, v int, PRIMARY KEY (k, i, m, l));
INSERT INTO keys.identifiers VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1/8', '08:00:2b:01:02:03', '16/B374D848', 0),
    ('00000000-0000-0000-0000-000000000000', '::1', '00:00:00:00:00:00', '0/0', 1);
CREATE TABLE keys.systems (k oid, x xid8, t tid, b boolean, m money, v int, PRIMARY KEY (k, x, t, b, m));
INSERT INTO keys.systems VALUES (4294967295, '18446744073709551615', '(1,2)', true, '-0.01', 0), (0, '0', '(0,0)', false, 0, 1);
CREATE TABLE keys.enums (k made."Mood", d made.padded, p made.positive, v int, PRIMARY KEY (k, d, p));
INSERT INTO keys.enums VALUES ('furious', 'a', 1, 0), ('', '', 2, 1), ('it''s "over", {really}', 'abcd', 2147483647, 2);
CREATE TABLE keys.arrays (k text[], n int[], v int, PRIMARY KEY (k, n));
INSERT INTO keys.arrays VALUES ('{}', '{}', 0), ('{NULL,"NULL",""}', '[0:1]={1,2}', 1), ('{{a,b}}', '{NULL}', 2);
CREATE TABLE keys.rows (k made.inner, v int, PRIMARY KEY (k));
INSERT INTO keys.rows VALUES (ROW(1, 'a', '{1.0}'), 0), (ROW(NULL, 'b', NULL), 1), (ROW(NULL, NULL, NULL), 2), (ROW(1, '(,)"', NULL), 3);
CREATE TABLE keys.ranges (k int4range, t tstzrange, m int4multirange, s made.text_range, v int, PRIMARY KEY (k, t, m, s));
INSERT INTO keys.ranges VALUES ('empty', 'empty', '{}', 'empty', 0), ('[1,5)', '[2026-01-01 00:00+00,infinity]', '{[1,2),[5,6)}', '["a,b","c""")', 1), ('(,)', '(,)', '{(,)}', '(,)', 2);
CREATE TABLE keys.documents (k jsonb, w tsvector, v int, PRIMARY KEY (k, w));
INSERT INTO keys.documents VALUES ('{"a": 1.0}', '', 0), ('null', '''it''''s'':1', 1), ('[]', 'a b', 2);
CREATE TABLE keys.extended (k ext.citext, l ext.ltree, h ext.hstore, c ext.cube, b ext.isbn13, v int, PRIMARY KEY (k, l, h, c, b));
INSERT INTO keys.extended VALUES ('ÄbC', 'Top.Science', 'a=>1', '(0,1),(2,3)', '978-0-393-04002-9', 0), ('', '', '', '(0)', '978-0-393-04002-9', 1),
    ('abc', 'a', 'a=>NULL', '(1)', '978-0-393-04002-9', 2);
CREATE TABLE keys.many (a int, b text, c date, d numeric(5, 2), e uuid, f boolean, v int, PRIMARY KEY (f, e, d, c, b, a));
INSERT INTO keys.many SELECT i, i::text, date '2026-01-01' + i, i / 10.0, md5(i::text)::uuid, i % 2 = 0, i FROM generate_series(1, 50) i;
-- A key too long for the log to hold twice, beside a value that never changes.
CREATE TABLE keys.long (k text PRIMARY KEY, large text, v int);
ALTER TABLE keys.long ALTER k SET STORAGE EXTERNAL, ALTER large SET STORAGE EXTERNAL;
INSERT INTO keys.long VALUES (repeat('k', 2500), repeat('large ', 2000), 0), ('short', repeat('larger ', 2000), 1);
