-- Forgets the states of all guards, and drops what the guards of tenants are made of. Their triggers must be gone.
DO $forget$
DECLARE
    drops text;
BEGIN
    FOR drops IN
        SELECT format('DROP TABLE %s', oid::regclass) FROM pg_class
        WHERE relnamespace = to_regnamespace('bailey') AND relkind = 'r' AND starts_with(relname, 'guard_by_')
        UNION ALL
        SELECT format('DROP SEQUENCE %s', oid::regclass) FROM pg_class
        WHERE relnamespace = to_regnamespace('bailey') AND relkind = 'S' AND (starts_with(relname, 'fence_') OR relname = 'shut_slices')
        UNION ALL
        SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = to_regnamespace('bailey') AND (starts_with(proname, 'guard_') OR proname IN ('slice_of', 'place_of', 'is_open', 'is_open_along', 'refuse_tenant', 'refuse_all'))
    LOOP
        EXECUTE drops;
    END LOOP;
    PERFORM setval(fence, 0, false) FROM to_regclass('bailey.fence') AS fence WHERE fence IS NOT NULL;
END
$forget$
