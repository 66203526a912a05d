package dev.bailey.postgres;

import dev.bailey.core.TenantPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The body of the trigger function of a table whose rows are of the tenant of another row. Why it decides as it does is
 * in docs/decisions/0043. Immutable.
 *
 * @param path at least one step
 * @param column in which the last parent has the tenant
 */
record PathFunction(List<TenantPath> path, String column) {

    /**
     * The function's rights and words are its owner's: the application may be allowed to write the row and not to read
     * its parent, as it may for a foreign key.
     */
    static final String DEFINER = "search_path=pg_catalog, pg_temp";

    /**
     * The old row first, then the new one. A parent that is gone was removed in this transaction, which its own guard
     * has let pass; but who writes a reference names a row that is there.
     */
    private static final String ROW = """

            DECLARE
                its record;
                parent record;
                tenant text;
                found_it boolean;
                same boolean := false;
                isolated boolean;
                passed boolean;
            BEGIN
                IF pg_catalog.pg_sequence_last_value('bailey.shut_slices'::pg_catalog.regclass) = 0 THEN
                    RETURN NULL;
                END IF;
                isolated := pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable');
                IF TG_OP = 'UPDATE' THEN
                    same := %1$s;
                END IF;
                FOR turn IN 1 .. 2 LOOP
                    IF turn = 1 AND (TG_OP = 'INSERT' OR same) OR turn = 2 AND TG_OP = 'DELETE' THEN
                        CONTINUE;
                    END IF;
                    IF turn = 1 THEN
                        its := OLD;
                    ELSE
                        its := NEW;
                    END IF;
                    tenant := NULL;
                    found_it := true;
            %2$s
                    IF found_it THEN
                        IF bailey.is_open_along(tenant) IS NOT TRUE THEN
                            passed := bailey.refuse_tenant(TG_TABLE_SCHEMA, TG_TABLE_NAME, tenant);
                        END IF;
                    ELSIF turn = 2 AND NOT same THEN
                        passed := bailey.refuse_all(TG_TABLE_SCHEMA, TG_TABLE_NAME,
                            'the row that it belongs to is not there to tell its tenant');
                    END IF;
                END LOOP;
                RETURN NULL;
            END
            """;

    /** A snapshot from before would show whose the parent was then: locked, it is as it is now, or fails. */
    private static final String STEP = """
            IF found_it AND %1$s THEN
                IF isolated THEN
                    PERFORM FROM ONLY %2$s p WHERE %3$s FOR SHARE;
                END IF;
                SELECT %4$s INTO parent FROM ONLY %2$s p WHERE %3$s;
                found_it := FOUND;
                IF found_it THEN
            %5$s
                END IF;
            END IF;
            """;

    String body() {
        List<String> columns = path.get(0).columns();
        String same = columns.stream()
                .map(name -> "NEW." + Sql.name(name) + " IS NOT DISTINCT FROM OLD." + Sql.name(name))
                .collect(Collectors.joining(" AND "));
        List<String> references =
                columns.stream().map(name -> "its." + Sql.name(name)).toList();
        return ROW.formatted(same, steps(0, references).indent(8).stripTrailing());
    }

    private String steps(int index, List<String> references) {
        TenantPath step = path.get(index);
        boolean last = index == path.size() - 1;
        List<String> wanted = last
                ? List.of("p." + Sql.name(column) + "::text AS r0")
                : named(path.get(index + 1).columns());
        String then = last
                ? "tenant := parent.r0;"
                : steps(index + 1, numbered(path.get(index + 1).columns().size()));
        return STEP.formatted(
                        allThere(references),
                        Sql.name(step.parent()),
                        matches("p", step.key(), references),
                        String.join(", ", wanted),
                        then.indent(8).stripTrailing())
                .stripTrailing();
    }

    private static List<String> named(List<String> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "p." + Sql.name(columns.get(i)) + " AS r" + i)
                .toList();
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "parent.r" + i).toList();
    }

    private static String allThere(List<String> references) {
        return references.stream().map(each -> each + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }

    private static String matches(String alias, List<String> key, List<String> references) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> alias + "." + Sql.name(key.get(i)) + " OPERATOR(pg_catalog.=) " + references.get(i))
                .collect(Collectors.joining(" AND "));
    }

    /**
     * The tenant of each row {@code t} of a query, in the words of SQL.
     *
     * @param tenant null where a row belongs to none
     * @param joins to be added behind {@code t}
     * @param known holds unless a row belongs to one that is not there
     */
    record Query(String tenant, String joins, String known) {}

    Query query() {
        StringBuilder joins = new StringBuilder();
        List<String> known = new ArrayList<>();
        String child = "t";
        for (int i = 0; i < path.size(); i++) {
            TenantPath step = path.get(i);
            String parent = "p" + i;
            String from = child;
            List<String> references = step.columns().stream()
                    .map(name -> from + "." + Sql.name(name))
                    .toList();
            joins.append(" LEFT JOIN ONLY ")
                    .append(Sql.name(step.parent()) + " " + parent + " ON ")
                    .append(matches(parent, step.key(), references));
            known.add("(" + parent + "." + Sql.name(step.key().get(0)) + " IS NOT NULL OR NOT (" + allThere(references)
                    + "))");
            child = parent;
        }
        return new Query(child + "." + Sql.name(column), joins.toString(), String.join(" AND ", known));
    }
}
