-- Names that must be quoted, in every place that has a name.
CREATE SCHEMA "Schéma ""1"".x";
CREATE SCHEMA "select";
CREATE SCHEMA "pg";

CREATE TYPE "Schéma ""1"".x"."enum 'E'" AS ENUM ('', 'a"b', 'ünï', E'back\\slash', 'NULL', ' ');
CREATE DOMAIN "select"."domain" AS text CHECK (VALUE <> ';');
CREATE TYPE "select"."row" AS ("from" int, "a b" text, "c""d" "Schéma ""1"".x"."enum 'E'");
CREATE SEQUENCE "Schéma ""1"".x"."séq ""1""" INCREMENT 3;
CREATE TABLE "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " (
    "select" int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "Schéma ""1"".x"."identity of select"), "Größe" text, "a b" "Schéma ""1"".x"."enum 'E'", "q""uote" "select"."domain",
    "d.ot" "select"."row", "?" int DEFAULT nextval('"Schéma ""1"".x"."séq ""1"""'), "$1" text, "{fn now()}" text, "t" int, "s" int, "v0" int, "k0" int, "n" int, "k" int,
    "🦖" text, "%s" text, "\" text, "x'y" text, " " text,
    CONSTRAINT "PK ""1""" PRIMARY KEY ("q""uote", "select", "Größe"), CONSTRAINT "check 'it'" CHECK ("t" > 0 AND "$1" <> ''';--'));
CREATE INDEX "Index ""I""" ON "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " ("a b", lower("Größe")) WHERE "?" > 0;
CREATE UNIQUE INDEX "unïque" ON "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " (" ");
COMMENT ON TABLE "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " IS 'it''s; a \ "comment" $$';
COMMENT ON COLUMN "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ "."\" IS '; drop $1 ?';
INSERT INTO "Schéma ""1"".x"."Table ""T"" {d} ? $1 %I 'q' \ " ("Größe", "a b", "q""uote", "d.ot", "$1", "t", "s", "v0", "k0", "n", "k", "🦖", " ")
    SELECT 'g' || i, 'a"b', 'q', ROW(i, 'x', '')::"select"."row", '$', i, i, i, i, i, i, '🦖', i FROM generate_series(1, 10) i;

-- The same name in three schemas; names of 63 bytes; names that differ in case alone.
CREATE TABLE "select"."table" (id int PRIMARY KEY, "from" text);
CREATE TABLE "pg"."table" (id int PRIMARY KEY, "from" int);
CREATE TABLE public."table" (id int PRIMARY KEY, "from" date);
CREATE TABLE "select"."TABLE" ("ID" int PRIMARY KEY, id text);
CREATE TABLE "select"."a name of sixty-three bytes, which is the longest that there is" (
    "a column of sixty-three bytes, the longest that there is, is" text PRIMARY KEY, "a column of sixty-three bytes, the longest that there is, at" serial);
INSERT INTO "select"."table" SELECT i, 'f' FROM generate_series(1, 5) i;
INSERT INTO "pg"."table" SELECT i, i FROM generate_series(1, 5) i;
INSERT INTO public."table" SELECT i, date '2026-01-01' FROM generate_series(1, 5) i;
INSERT INTO "select"."TABLE" SELECT i, 'id' FROM generate_series(1, 5) i;
INSERT INTO "select"."a name of sixty-three bytes, which is the longest that there is" SELECT 'k' || i FROM generate_series(1, 5) i;
