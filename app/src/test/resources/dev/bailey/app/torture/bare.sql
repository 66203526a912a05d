-- What hangs on the tables where Bailey's users, whose names are in torture.users, may not set session_replication_role: triggers
-- that leave them out, and foreign keys that are looked at when a transaction ends.
CREATE FUNCTION public.left_out() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT format('session_user NOT IN (%s)', string_agg(quote_literal(name), ', '))
    FROM string_to_table(current_setting('torture.users'), ' ') AS name
$$;

DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT tgname, tgrelid::regclass AS relation, tgenabled, pg_get_triggerdef(t.oid) AS definition
        FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE NOT tgisinternal AND tgparentid = 0 AND relkind IN ('r', 'p') AND pg_has_role(relowner, 'USAGE')
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', made.tgname, made.relation);
        EXECUTE CASE WHEN made.definition LIKE '% WHEN (%'
            THEN regexp_replace(made.definition, ' WHEN \((.*)\) EXECUTE ', format(' WHEN (\1 AND %s) EXECUTE ', public.left_out()))
            ELSE replace(made.definition, ' EXECUTE ', format(' WHEN (%s) EXECUTE ', public.left_out())) END;
        IF made.tgenabled = 'D' THEN
            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', made.relation, made.tgname);
        END IF;
    END LOOP;
END
$$;

-- Those that do something by themselves are made again without, and triggers do the same.
DO $$
DECLARE
    key record;
BEGIN
    FOR key IN
        SELECT conname, conrelid::regclass AS relation, condeferrable, confdeltype = 'a' AND confupdtype = 'a' AS passive,
            regexp_replace(pg_get_constraintdef(k.oid), ' ON (DELETE|UPDATE) (CASCADE|SET NULL|SET DEFAULT)', '', 'g') AS definition
        FROM pg_constraint k WHERE contype = 'f' AND conparentid = 0 AND to_jsonb(k) ->> 'conenforced' IS DISTINCT FROM 'false'
    LOOP
        IF NOT key.passive THEN
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', key.relation, key.conname);
            EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s DEFERRABLE INITIALLY DEFERRED', key.relation, key.conname, key.definition);
        ELSIF NOT key.condeferrable THEN
            EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE', key.relation, key.conname);
        END IF;
    END LOOP;
END
$$;

CREATE FUNCTION constraints.follow_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM constraints.tree WHERE parent = OLD.id;
    ELSE
        UPDATE constraints.tree SET parent = NEW.id WHERE parent = OLD.id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION constraints.follow_uniques() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE constraints.child SET one = DEFAULT WHERE one = OLD.id;
        UPDATE constraints.child SET two = NULL WHERE two = OLD.a;
        DELETE FROM constraints.child WHERE (three, four) = (OLD.b, OLD.c);
    ELSE
        UPDATE constraints.child SET two = NEW.a WHERE two = OLD.a AND two <> NEW.a;
        UPDATE constraints.child SET three = NEW.b, four = NEW.c WHERE (three, four) = (OLD.b, OLD.c) AND (three, four) <> (NEW.b, NEW.c);
    END IF;
    RETURN NULL;
END $$;

DO $$
BEGIN
    EXECUTE format('CREATE TRIGGER follow AFTER UPDATE OF id OR DELETE ON constraints.tree FOR EACH ROW WHEN (%s) '
        'EXECUTE FUNCTION constraints.follow_tree()', public.left_out());
    EXECUTE format('CREATE TRIGGER follow AFTER UPDATE OR DELETE ON constraints.uniques FOR EACH ROW WHEN (%s) '
        'EXECUTE FUNCTION constraints.follow_uniques()', public.left_out());
END
$$;
