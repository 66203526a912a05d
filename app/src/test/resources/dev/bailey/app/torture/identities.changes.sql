UPDATE identities.by_index SET c = c || '!', b = b || '+' WHERE a % 2 = 0;
UPDATE identities.by_index SET a = a + 100 WHERE a % 3 = 0 AND a < 10;
UPDATE identities.by_index SET large = large || 'r' WHERE a % 5 = 0;
UPDATE identities.by_constraint SET id = -id, v = v + 1;
UPDATE identities.by_constraint SET code = code || '+' WHERE id % 2 = 0;

-- Two unique values change places, while the large ones stay.
BEGIN;
UPDATE identities.by_index SET c = 'free' WHERE a = 1;
UPDATE identities.by_index SET c = 'c1' WHERE a = 2;
UPDATE identities.by_index SET c = 'c2', large = large WHERE a = 1;
UPDATE identities.by_index SET c = 'free' WHERE a = 1;
UPDATE identities.by_index SET c = 'c2' || b WHERE a = 2;
UPDATE identities.by_index SET c = 'c1' WHERE a = 1;
UPDATE identities.full_with_key SET id = -id;
UPDATE identities.full_with_key SET next = next + 1, v = '{"a" : 2}', id = -id WHERE id % 2 = 0;
UPDATE identities.full_with_key SET id = -id WHERE id < 0;
DELETE FROM identities.full_with_key WHERE id = 4;
INSERT INTO identities.full_with_key (id, v, large) VALUES (4, '{"back":   true}', repeat('again', 1000));
COMMIT;

-- One of several that are the same.
DELETE FROM identities.full_without_key WHERE ctid = (SELECT min(ctid) FROM identities.full_without_key WHERE b = 'twin');
INSERT INTO identities.full_without_key VALUES (1, 'twin', 1.0, 0, 'x');
UPDATE identities.full_without_key SET n = 1.00 WHERE ctid = (SELECT max(ctid) FROM identities.full_without_key WHERE b = 'twin' AND n::text = '1.0');
UPDATE identities.full_without_key SET f = -f WHERE ctid = (SELECT min(ctid) FROM identities.full_without_key WHERE b = 'twin' AND f = 0);
UPDATE identities.full_without_key SET a = 5 WHERE ctid = (SELECT min(ctid) FROM identities.full_without_key WHERE a IS NULL AND b IS NULL);
UPDATE identities.full_without_key SET a = NULL WHERE a = 5;

BEGIN;
INSERT INTO identities.full_without_key VALUES (7, 'seven', 7, 7, '7'), (7, 'seven', 7, 7, '7'), (7, 'seven', 7, 7, '7');
DELETE FROM identities.full_without_key WHERE ctid = (SELECT min(ctid) FROM identities.full_without_key WHERE a = 7);
UPDATE identities.full_without_key SET b = b;
UPDATE identities.full_without_key SET b = 'seventh' WHERE a = 7;
DELETE FROM identities.full_without_key WHERE a = 7;
DELETE FROM identities.full_without_key WHERE b = 'single';
INSERT INTO identities.full_without_key VALUES (2, 'single', 'NaN', 'NaN', NULL);
COMMIT;

UPDATE identities.full_without_equality SET n = n + 100;
UPDATE identities.full_without_equality SET b = '(3,3),(2,2)', j = '{"a":   1}' WHERE n % 100 = 1;
UPDATE identities.full_without_equality SET b = '(1,1),(0,0)', j = '{"a": 1}' WHERE n % 100 = 1;
DELETE FROM identities.full_without_equality WHERE n % 100 = 3;
INSERT INTO identities.full_without_equality (n) VALUES (3);
UPDATE identities.full_large SET note = note || 'n';
UPDATE identities.deferrable SET id = 11 - id;
