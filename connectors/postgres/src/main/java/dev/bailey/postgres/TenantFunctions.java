package dev.bailey.postgres;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Regrouping;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
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

    /** Types whose text depends on settings of a session, or is not what {@code ::text} makes of them. */
    private static final Pattern UNLIKE_LOG = Pattern.compile(
            "character\\(.*|bpchar|\"char\"|boolean|inet|bytea|real|double precision|date|time.*|interval.*|money|xml|reg.*");

    /** Of slices: as many as a sequence has bits. */
    private static final int SLICES_MAX = 63;

    /** The sequence that has a bit for each slice that is not open. */
    static final String SHUT = "bailey.shut_slices";

    /**
     * For each row, and almost always done with its first line: each expression that is come to costs a session some
     * time in each transaction, hence so few, and the rest in functions that all tables share.
     */
    private static final String ROW = """

            DECLARE
                passed boolean;
            BEGIN
                IF pg_catalog.pg_sequence_last_value('bailey.shut_slices'::pg_catalog.regclass) = 0 THEN
                    RETURN NULL;
                END IF;
                IF TG_OP = 'INSERT' THEN
                    IF bailey.is_open(NEW.%1$s::text) THEN
                        RETURN NULL;
                    END IF;
                ELSIF TG_OP = 'UPDATE' THEN
                    IF bailey.is_open(NEW.%1$s::text) AND (bailey.is_open(OLD.%1$s::text)
                        OR NEW.%1$s::text COLLATE "C" IS NOT DISTINCT FROM OLD.%1$s::text COLLATE "C")
                    THEN
                        RETURN NULL;
                    END IF;
                ELSIF bailey.is_open(OLD.%1$s::text) THEN
                    RETURN NULL;
                END IF;
                IF TG_OP <> 'INSERT' THEN
                    passed := bailey.refuse_tenant(TG_TABLE_SCHEMA, TG_TABLE_NAME, OLD.%1$s::text);
                END IF;
                IF TG_OP <> 'DELETE' THEN
                    passed := bailey.refuse_tenant(TG_TABLE_SCHEMA, TG_TABLE_NAME, NEW.%1$s::text);
                END IF;
                RETURN NULL;
            END
            """;

    /** Null, which passes nobody, where there is no state. */
    private static final String IS_OPEN = """

            DECLARE
                shut bigint := pg_catalog.pg_sequence_last_value('bailey.shut_slices'::pg_catalog.regclass);
                place int := %s;
            BEGIN
                IF place IS NULL THEN
                    IF shut & %d = 0 THEN
                        RETURN true;
                    END IF;
                    place := coalesce(%s, %d);
                END IF;
                RETURN shut & (1::bigint << place) = 0;
            END
            """;

    /** By the slice's own state, for a slice that is not open may have a lease that is over. */
    private static final String REFUSE = """

            DECLARE
                place int := bailey.slice_of(tenant);
                slice text := (%s)[place + 1];
                fence bigint := coalesce(CASE place %s END, 9223372036854775807);
            BEGIN
                IF fence & 4398046511103 = 0 THEN
                    RETURN true;
                END IF;
                RETURN bailey.refuse(fence, table_schema, table_name, pg_catalog.concat(CASE WHEN tenant IS NULL
                    THEN 'what has no tenant' ELSE 'tenant ' || pg_catalog."left"(tenant, 100) END, ' is in slice ', slice,
                    ', which this side does not own'), slice);
            END
            """;

    /** While any slice is not taken here. */
    private static final String REFUSE_ALL = """

            DECLARE
                slices text[] := %s;
                fences pg_catalog.regclass[] := ARRAY[%s];
                fence bigint;
                passed boolean;
            BEGIN
                FOR i IN 1 .. %d LOOP
                    fence := coalesce(pg_catalog.pg_sequence_last_value(fences[i]), 9223372036854775807);
                    IF fence & 4398046511103 <> 0 THEN
                        passed := bailey.refuse(fence, table_schema, table_name, pg_catalog.concat(
                            because, ', and this side does not own slice ', slices[i]), slices[i]);
                    END IF;
                END LOOP;
                RETURN true;
            END
            """;

    private static final String EMPTYING = """

            DECLARE
                passed boolean;
            BEGIN
                passed := bailey.refuse_all(TG_TABLE_SCHEMA, TG_TABLE_NAME, 'tenants of every slice are in it');
                RETURN NULL;
            END
            """;

    private final Tenancy tenancy;
    private final List<Function> functions = new ArrayList<>();

    TenantFunctions(Tenancy tenancy, boolean unicode) {
        this.tenancy = tenancy;
        if (slices().size() > SLICES_MAX) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    slices().size() + " slices are more than the " + SLICES_MAX
                            + " that PostgreSQL's guard can tell apart");
        }
        Membership membership = new Membership(tenancy.slices(), unicode);
        add(
                "slice_of",
                "tenant text",
                "int LANGUAGE plpgsql IMMUTABLE",
                "BEGIN RETURN " + membership.expression() + "; END");
        add("slices", "", "jsonb LANGUAGE plpgsql IMMUTABLE", "BEGIN RETURN " + membership.described() + "; END");
        add("place_of", "fence regclass", "int LANGUAGE plpgsql", "BEGIN RETURN CASE fence " + places() + " END; END");
        String open = IS_OPEN.formatted(
                membership.listed(), membership.sharedBits(), membership.shares(), slices().size() - 1);
        add("is_open", "tenant text", "boolean LANGUAGE plpgsql", open);
        if (!tenancy.paths().isEmpty()) {
            // A function whose search_path is another than at its last call takes all its expressions apart anew, long
            // lists among them; those along paths have one of their own.
            add("is_open_along", "tenant text", "boolean LANGUAGE plpgsql", open);
        }
        add(
                "refuse_tenant",
                "table_schema name, table_name name, tenant text",
                "boolean LANGUAGE plpgsql",
                REFUSE.formatted(names(), values()));
        add(
                "refuse_all",
                "table_schema name, table_name name, because text",
                "boolean LANGUAGE plpgsql",
                REFUSE_ALL.formatted(names(), fences(), slices().size()));
        add(TRUNCATE, "", "trigger LANGUAGE plpgsql", EMPTYING);
        for (String column : columns()) {
            add(of(column), "", "trigger LANGUAGE plpgsql", ROW.formatted(Sql.name(column)));
        }
        tenancy.paths().keySet().stream().sorted().forEach(this::addPath);
    }

    private void add(String name, String parameters, String returns, String body) {
        functions.add(new Function(name, parameters, returns, body, /* definer= */ false));
    }

    private void addPath(TableId table) {
        List<TenantPath> path = tenancy.path(table);
        String column = tenancy.columnIn(path.get(path.size() - 1).parent());
        functions.add(new Function(
                along(table),
                "",
                "trigger LANGUAGE plpgsql",
                new PathFunction(path, column).body(),
                /* definer= */ true));
    }

    List<Function> functions() {
        return List.copyOf(functions);
    }

    List<Slice> slices() {
        return tenancy.slices().all();
    }

    /** With other lists and shares than these functions were made for before. */
    Regrouping after(Slices before) {
        return new Regrouping(before, tenancy.slices());
    }

    /** Every column that says in some table whose a row is. */
    Set<String> columns() {
        TreeSet<String> columns = new TreeSet<>(tenancy.columns().values());
        columns.add(tenancy.column());
        return columns;
    }

    /**
     * The function of a table whose rows have tenants; empty for a table that is everyone's.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where the log may tell another tenant than the function sees
     */
    String of(Table table) {
        if (tenancy.paths().containsKey(table.id())) {
            return along(table.id());
        }
        OptionalInt at = tenancy.columnOf(table);
        if (at.isEmpty()) {
            return "";
        }
        Column column = table.columns().get(at.getAsInt());
        if (column.generated() || UNLIKE_LOG.matcher(column.type()).matches()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    table + "." + column.name() + " is " + (column.generated() ? "generated" : column.type())
                            + ", and the log may tell another tenant than the database sees; tell tenants apart by a column"
                            + " of text, a number or a UUID that is written");
        }
        return of(column.name());
    }

    /** The function that reads this column; a table of Bailey's own that has it as a trigger is called the same. */
    static String of(String column) {
        return name("guard_by_", column);
    }

    /** The function of a table whose rows are of the tenant of another row. */
    private static String along(TableId table) {
        return name("guard_along_", table.toString());
    }

    private static String name(String prefix, String what) {
        String name = prefix + what;
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= NAME_BYTES_MAX ? name : prefix + UUID.nameUUIDFromBytes(bytes);
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

    private String values() {
        return cases(i -> "WHEN " + i + " THEN pg_catalog.pg_sequence_last_value(" + fence(slices().get(i)) + ")");
    }

    private String places() {
        return cases(i -> "WHEN " + fence(slices().get(i)) + " THEN " + i);
    }

    private String cases(IntFunction<String> one) {
        return IntStream.range(0, slices().size()).mapToObj(one).collect(Collectors.joining(" "));
    }

    /**
     * A function of schema {@code bailey}.
     *
     * @param parameters as they are declared
     * @param returns what it returns, and in what language
     * @param definer whether it runs with the rights and names of Bailey's user; then nobody else makes a trigger of it
     */
    record Function(String name, String parameters, String returns, String body, boolean definer) {

        String creating() {
            String signature = "bailey." + Sql.name(name) + "(" + parameters + ")";
            return "CREATE OR REPLACE FUNCTION " + signature + " RETURNS " + returns
                    + (definer ? " SECURITY DEFINER SET search_path = pg_catalog, pg_temp" : "") + " AS "
                    + Membership.literal(body)
                    + (definer ? "; REVOKE ALL ON FUNCTION " + signature + " FROM PUBLIC" : "");
        }

        /** What the catalog has of it beside the body. */
        String setting() {
            return definer ? PathFunction.DEFINER : "";
        }
    }
}
