package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the triggers of tables whose rows have tenants say, made for the slices of one migration. Why they are as they
 * are is in docs/decisions/0033. Immutable.
 */
final class TenantText {

    /** Character sets of columns whose texts the log and the server read alike. */
    private static final Set<String> CHARSETS = Set.of("utf8mb4", "utf8mb3", "utf8", "ascii", "latin1");

    /** When they fire: after whatever the application's own triggers make of a row. */
    private static final String TIMING = "AFTER";

    /** The longest that a server lets a trigger say. */
    private static final int WORDS_MAX = 128;

    private static final int TENANT_SHOWN_MAX = 30;

    private final MysqlConnections connections;
    private final Tenancy tenancy;

    TenantText(MysqlConnections connections, Tenancy tenancy) {
        this.connections = connections;
        this.tenancy = tenancy;
    }

    Tenancy tenancy() {
        return tenancy;
    }

    List<Slice> slices() {
        return tenancy.slices().all();
    }

    /** The number of a slice's row in the guard. */
    int number(Slice slice) {
        int place = slices().indexOf(slice);
        return place == slices().size() - 1 ? Fence.EVERYONES : place + 2;
    }

    /** Every column that says in some table whose a row is. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>(tenancy.columns().values());
        columns.add(tenancy.column());
        return columns;
    }

    /** How the column is called in which this table has the tenant, or the last one on its path. */
    String column(TableId table) {
        List<TenantPath> path = tenancy.path(table);
        return tenancy.columnIn(
                path.isEmpty() ? table : path.get(path.size() - 1).parent());
    }

    /** Whether its rows are of the tenant of another row. */
    boolean isAlong(TableId table) {
        return tenancy.paths().containsKey(table);
    }

    /**
     * The column in which a table's rows name their tenants, or those of the last table on its path; empty for a table
     * that is everyone's.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where the log may tell another tenant than a trigger sees
     */
    Optional<String> column(Table table) {
        if (isAlong(table.id())) {
            return Optional.of(column(table.id()));
        }
        OptionalInt at = tenancy.columnOf(table);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        Column column = table.columns().get(at.getAsInt());
        if (column.generated() || !isReadAlike(ValueType.spelled(column.type()))) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    table + "." + column.name() + " is " + (column.generated() ? "generated" : column.type())
                            + ", and the log may tell another tenant than the database sees; tell tenants apart by a column"
                            + " of text, an integer or a UUID that is written");
        }
        return Optional.of(column.name());
    }

    private static boolean isReadAlike(ValueType type) {
        return switch (type.kind()) {
            case TEXT -> CHARSETS.contains(type.charset());
            case INTEGER -> !type.text().contains("zerofill");
            case NAMED -> type.text().equals("uuid");
            default -> false;
        };
    }

    String definition(String event, TableId table, String column) {
        return "CREATE TRIGGER " + GuardTriggers.trigger(event, table) + " " + TIMING + " " + event + " ON "
                + Sql.name(table) + " FOR EACH ROW " + body(event, table, column);
    }

    /** A trigger as the catalog has it. */
    String catalogued(String event, TableId table, String column) {
        return TIMING + " " + body(event, table, column);
    }

    /** The same in a row that the catalog finds with it. */
    private String body(String event, TableId table, String column) {
        return "BEGIN IF SUBSTRING_INDEX(USER(), '@', 1) <> "
                + Sql.literal(connections.url().user())
                + " OR @bailey_probe = 1 THEN BEGIN "
                + (isAlong(table)
                        ? along(event, table, new PathText(tenancy.path(table), column))
                        : byColumn(event, table, column))
                + "END; END IF; END";
    }

    private static String first(String event) {
        return event.equals("INSERT") ? "NEW" : "OLD";
    }

    private String byColumn(String event, TableId table, String column) {
        String refusing = refusing(table);
        StringBuilder body = new StringBuilder("DECLARE bailey_tenant longblob DEFAULT ")
                .append(bytes(first(event), column))
                .append("; DECLARE bailey_slice int DEFAULT ")
                .append(place())
                .append("; DECLARE bailey_words varchar(128) CHARACTER SET utf8mb4; ")
                .append(refusing);
        if (event.equals("UPDATE")) {
            // one that is moved from one tenant to another is written in both
            body.append("IF NOT bailey_tenant <=> ")
                    .append(bytes("NEW", column))
                    .append(" THEN SET bailey_tenant = ")
                    .append(bytes("NEW", column))
                    .append("; SET bailey_slice = ")
                    .append(place())
                    .append("; ")
                    .append(refusing)
                    .append("END IF; ");
        }
        return body.toString();
    }

    /** What cannot be told is refused: a key that is enforced leaves no row without the one that it belongs to. */
    private String along(String event, TableId table, PathText path) {
        String asking = "IF bailey_known THEN SET bailey_slice = " + place() + "; " + refusing(table) + "ELSE "
                + refusingUnknown(table) + "END IF; ";
        String body = "DECLARE bailey_tenant longblob; DECLARE bailey_known boolean DEFAULT TRUE;"
                + " DECLARE bailey_slice int; DECLARE bailey_words varchar(128) CHARACTER SET utf8mb4;"
                + " DECLARE CONTINUE HANDLER FOR NOT FOUND SET bailey_known = FALSE; "
                + path.looking(first(event)) + asking;
        return event.equals("UPDATE")
                ? body + "IF NOT (" + path.same() + ") THEN SET bailey_tenant = NULL; SET bailey_known = TRUE; "
                        + path.looking("NEW") + asking + "END IF; "
                : body;
    }

    /** As the plan compares names, whatever the column's collation takes for the same. */
    static String bytes(String row, String column) {
        return "CAST(CONVERT(" + row + "." + Sql.name(column) + " USING utf8mb4) AS BINARY)";
    }

    /** The number of the slice of a tenant, as {@link dev.bailey.core.Slices#of} decides. */
    private String place() {
        String shared = shares();
        return "IF(bailey_tenant IS NULL, " + Fence.EVERYONES + ", "
                + (slices().stream().anyMatch(Slice::isList)
                        ? "COALESCE((SELECT slice FROM " + connections.own().table("tenant")
                                + " WHERE name = bailey_tenant LOCK IN SHARE MODE), " + shared + ")"
                        : shared)
                + ")";
    }

    private String shares() {
        List<Slice> shares = slices().stream().filter(slice -> !slice.isList()).toList();
        if (shares.size() == 1) {
            return String.valueOf(Fence.EVERYONES);
        }
        String bounds = shares.stream()
                .filter(slice -> slice.share() < Slice.EVERYONE)
                .map(slice -> String.valueOf(slice.share()))
                .collect(Collectors.joining(", "));
        String numbers =
                shares.stream().map(slice -> String.valueOf(number(slice))).collect(Collectors.joining(", "));
        return "ELT(1 + INTERVAL(CAST(CONV(LEFT(MD5(bailey_tenant), 8), 16, 10) AS UNSIGNED) % " + Slice.EVERYONE + ", "
                + bounds + "), " + numbers + ")";
    }

    /** No state is read as shut. The clock stands still in a statement, so one that began under a lease is refused. */
    private String refusing(TableId table) {
        List<String> names =
                new ArrayList<>(List.of(Sql.literal(tenancy.slices().last().name())));
        slices().stream()
                .filter(slice -> number(slice) != Fence.EVERYONES)
                .forEach(slice -> names.add(Sql.literal(slice.name())));
        return "IF COALESCE((SELECT kind = 'SHUT' OR (kind = 'LEASED' AND until > UTC_TIMESTAMP(3)) FROM "
                + connections.own().table("guard") + " WHERE id = bailey_slice LOCK IN SHARE MODE), TRUE) THEN"
                + " SET bailey_words = LEFT(CONCAT('Bailey: ', IF(bailey_tenant IS NULL, 'what has no tenant',"
                + " CONCAT('tenant ', LEFT(CONVERT(bailey_tenant USING utf8mb4), " + TENANT_SHOWN_MAX
                + "))), ' is in slice ',"
                + " ELT(bailey_slice, " + String.join(", ", names) + "), ', which this side does not own: ', "
                + Sql.literal(table.toString()) + "), " + WORDS_MAX + ");"
                + " SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = " + MysqlGuard.REFUSED + ", MESSAGE_TEXT = bailey_words;"
                + " END IF; ";
    }

    /** While any slice is not here. */
    private String refusingUnknown(TableId table) {
        String words =
                "Bailey: what it belongs to is not there to tell its tenant, and not every slice is here: " + table;
        return "IF (SELECT COUNT(*) FROM " + connections.own().table("guard") + " WHERE kind = 'OPEN' OR"
                + " (kind = 'LEASED' AND until <= UTC_TIMESTAMP(3)) LOCK IN SHARE MODE) < " + slices().size()
                + " THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = " + MysqlGuard.REFUSED + ", MESSAGE_TEXT = "
                + Sql.literal(words.substring(0, Math.min(WORDS_MAX, words.length()))) + "; END IF; ";
    }

    /** With which every refusal of a row of this slice goes on. */
    static String refused(Slice slice) {
        return " is in slice " + slice.name() + ", which this side does not own";
    }
}
