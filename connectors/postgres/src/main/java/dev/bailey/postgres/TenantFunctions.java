package dev.bailey.postgres;

import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.Tenancy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The functions behind the triggers of tables whose rows have tenants, made for the slices of one migration. Why they
 * are as they are is in docs/decisions/0028. Immutable.
 */
final class TenantFunctions {

    /** Refuses to empty a table while any slice is not taken here. */
    static final String TRUNCATE = "guard_truncate";

    /** Of identifiers; longer ones the server cuts. */
    private static final int NAME_BYTES_MAX = 63;

    /** A longer expression is kept once a session, not once a session and table, at the price of a call. */
    private static final int INLINE_CHARS_MAX = 1_000;

    private static final String ROW = """

            DECLARE
                tenant text COLLATE "C";
                fence bigint;
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    tenant := OLD.%1$s::text;
                ELSE
                    tenant := NEW.%1$s::text;
                END IF;
                LOOP
                    fence := coalesce(CASE %2$s
                        %3$s END, 9223372036854775807);
                    IF fence & 4398046511103 <> 0 THEN
                        PERFORM bailey.refuse_tenant(fence, TG_TABLE_SCHEMA, TG_TABLE_NAME, tenant);
                    END IF;
                    EXIT WHEN TG_OP <> 'UPDATE' OR tenant IS NOT DISTINCT FROM OLD.%1$s::text COLLATE "C";
                    tenant := OLD.%1$s::text;
                END LOOP;
                RETURN NULL;
            END
            """;

    private static final String REFUSE = """

            DECLARE
                slice text := (%s)[bailey.slice_of(tenant) + 1];
            BEGIN
                PERFORM bailey.refuse(fence, table_schema, table_name, pg_catalog.concat(CASE WHEN tenant IS NULL
                    THEN 'what has no tenant' ELSE 'tenant ' || pg_catalog."left"(tenant, 100) END, ' is in slice ', slice,
                    ', which this side does not own'), slice);
            END
            """;

    private static final String EMPTYING = """

            DECLARE
                slices text[] := %s;
                fences pg_catalog.regclass[] := ARRAY[%s];
                fence bigint;
            BEGIN
                FOR i IN 1 .. %d LOOP
                    fence := coalesce(pg_catalog.pg_sequence_last_value(fences[i]), 9223372036854775807);
                    IF fence & 4398046511103 <> 0 THEN
                        PERFORM bailey.refuse(fence, TG_TABLE_SCHEMA, TG_TABLE_NAME, pg_catalog.concat(
                            'tenants of every slice are in it, and this side does not own slice ', slices[i]), slices[i]);
                    END IF;
                END LOOP;
                RETURN NULL;
            END
            """;

    private final Tenancy tenancy;
    private final List<Function> functions = new ArrayList<>();

    TenantFunctions(Tenancy tenancy, boolean unicode) {
        this.tenancy = tenancy;
        String membership = new Membership(tenancy.slices(), unicode).expression();
        add("slice_of", "tenant text", "int LANGUAGE plpgsql IMMUTABLE", "BEGIN RETURN " + membership + "; END");
        add(
                "refuse_tenant",
                "fence bigint, table_schema name, table_name name, tenant text",
                "void LANGUAGE plpgsql",
                REFUSE.formatted(names()));
        add(TRUNCATE, "", "trigger LANGUAGE plpgsql", EMPTYING.formatted(names(), fences(), slices().size()));
        String place = membership.length() <= INLINE_CHARS_MAX ? membership : "bailey.slice_of(tenant)";
        for (String column : columns()) {
            add(of(column), "", "trigger LANGUAGE plpgsql", ROW.formatted(Sql.name(column), place, fenceOfPlace()));
        }
    }

    private void add(String name, String parameters, String returns, String body) {
        functions.add(new Function(name, parameters, returns, body));
    }

    List<Function> functions() {
        return List.copyOf(functions);
    }

    List<Slice> slices() {
        return tenancy.slices().all();
    }

    /** Every column that says in some table whose a row is. */
    Set<String> columns() {
        TreeSet<String> columns = new TreeSet<>(tenancy.columns().values());
        columns.add(tenancy.column());
        return columns;
    }

    /** The function of a table whose rows have tenants; empty for a table that is everyone's. */
    String of(Table table) {
        OptionalInt at = tenancy.columnOf(table);
        return at.isEmpty() ? "" : of(table.columns().get(at.getAsInt()).name());
    }

    /** The function that reads this column; a table of Bailey's own that has it as a trigger is called the same. */
    static String of(String column) {
        String name = "guard_by_" + column;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= NAME_BYTES_MAX ? name : "guard_by_" + UUID.nameUUIDFromBytes(bytes);
    }

    Fence fenceOf(Slice slice) {
        return Fence.of(tenancy.slices(), slice);
    }

    private String names() {
        return slices().stream()
                .map(slice -> Sql.literal(slice.name()))
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    private String fences() {
        return slices().stream().map(this::fence).collect(Collectors.joining(", "));
    }

    private String fence(Slice slice) {
        return Sql.literal(fenceOf(slice).sequence()) + "::pg_catalog.regclass";
    }

    private String fenceOfPlace() {
        return IntStream.range(0, slices().size())
                .mapToObj(i -> "WHEN " + i + " THEN pg_catalog.pg_sequence_last_value(" + fence(slices().get(i)) + ")")
                .collect(Collectors.joining("\n            "));
    }

    /**
     * A function of schema {@code bailey}.
     *
     * @param parameters as they are declared
     * @param returns what it returns, and how
     */
    record Function(String name, String parameters, String returns, String body) {

        String creating() {
            return "CREATE OR REPLACE FUNCTION bailey." + Sql.name(name) + "(" + parameters + ") RETURNS " + returns
                    + " AS " + Membership.literal(body);
        }
    }
}
