-- What hangs on tables, and what stands beside them. The triggers and rules write themselves: what they wrote is in the log.
CREATE SCHEMA others;

CREATE TABLE others.orders (id int PRIMARY KEY, state text NOT NULL DEFAULT 'new', changed int NOT NULL DEFAULT 0);
CREATE TABLE others.audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);
CREATE FUNCTION others.note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO others.audit (what) VALUES (TG_NAME || ' ' || TG_OP || ' ' || TG_LEVEL);
    RETURN NEW;
END $$;
CREATE FUNCTION others.count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := OLD.changed + 1; RETURN NEW; END $$;
CREATE TRIGGER "note rows" AFTER INSERT OR UPDATE OF state ON others.orders FOR EACH ROW EXECUTE FUNCTION others.note();
CREATE TRIGGER note_statements AFTER DELETE ON others.orders FOR EACH STATEMENT EXECUTE FUNCTION others.note();
CREATE CONSTRAINT TRIGGER at_the_end AFTER UPDATE ON others.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'paid') EXECUTE FUNCTION others.note();
CREATE TRIGGER counted BEFORE UPDATE ON others.orders FOR EACH ROW EXECUTE FUNCTION others.count();
CREATE TRIGGER sleeping AFTER UPDATE ON others.orders FOR EACH ROW EXECUTE FUNCTION others.note();
ALTER TABLE others.orders DISABLE TRIGGER sleeping;
INSERT INTO others.orders SELECT i FROM generate_series(1, 10) i;

CREATE VIEW others.open WITH (security_barrier = true) AS SELECT * FROM others.orders WHERE state <> 'paid' WITH LOCAL CHECK OPTION;
CREATE VIEW others.both AS SELECT o.id, a.what FROM others.open o LEFT JOIN others.audit a USING (id);
CREATE VIEW others.numbers AS WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 5) SELECT n FROM up;
CREATE FUNCTION others.into_view() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO others.orders (id) VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON others.both FOR EACH ROW EXECUTE FUNCTION others.into_view();
CREATE MATERIALIZED VIEW others.totals AS SELECT state, count(*) AS orders FROM others.orders GROUP BY state;
CREATE UNIQUE INDEX totals_state ON others.totals (state);
CREATE MATERIALIZED VIEW others.unfilled AS SELECT * FROM others.totals WITH NO DATA;
COMMENT ON MATERIALIZED VIEW others.totals IS 'filled when it is made';

CREATE SEQUENCE others.cached CACHE 100;
CREATE SEQUENCE others.down INCREMENT -7 MINVALUE -1000000 MAXVALUE 100 START 100 CYCLE;
CREATE SEQUENCE others.small AS smallint MAXVALUE 30000;
CREATE TABLE others.numbered (id int PRIMARY KEY, a bigint DEFAULT nextval('others.cached'), b int DEFAULT nextval('others.down'));
INSERT INTO others.numbered SELECT i FROM generate_series(1, 10) i;

CREATE TABLE others.flash (id int PRIMARY KEY, v text);
CREATE TABLE others.flash_child (id int PRIMARY KEY, flash int REFERENCES others.flash, v text);
CREATE TABLE others.flash_serial (id serial PRIMARY KEY, v text);

-- Left behind, with nothing that points to it.
CREATE SCHEMA aside;
CREATE UNLOGGED TABLE aside.unlogged (id int PRIMARY KEY);
CREATE TABLE aside.without_key (a int);
