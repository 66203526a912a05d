UPDATE "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " SET "a b" = E'back\\slash', "?" = "?" + 1, "{fn now()}" = '{fn now()}', "\" = '\', "%s" = "🦖", "t" = "t" + 1;
UPDATE "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " SET "q""uote" = "q""uote" || '"', " " = ' ' || " " WHERE "k0" % 2 = 0;
DELETE FROM "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " WHERE "k" = 3;
INSERT INTO "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " ("Größe", "q""uote", "$1", "t", "k", "k0") VALUES ('new', 'q', '$', 1, 3, 3);
UPDATE "select"."table" SET "from" = left("from", 50) || '+';
UPDATE "pg"."table" SET "from" = -"from", id = -id;
UPDATE public."table" SET "from" = "from" + 1;
UPDATE "select"."TABLE" SET "ID" = -"ID", id = 'ID';
UPDATE "select"."a name of sixty-three bytes, which is the longest that there is" SET "a column of sixty-three bytes, the longest that there is, is" =
    left("a column of sixty-three bytes, the longest that there is, is", 50) || '.';
