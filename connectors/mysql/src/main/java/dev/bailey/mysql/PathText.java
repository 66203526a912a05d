package dev.bailey.mysql;

import dev.bailey.core.TenantPath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the tenant of a row is found that belongs to another row, in the words of SQL. Why it is as it is, is in
 * docs/decisions/0044. Immutable.
 *
 * @param path at least one step
 * @param column in which the last parent has the tenant
 */
record PathText(List<TenantPath> path, String column) {

    PathText {
        path = List.copyOf(path);
    }

    /** Whether both rows of an update belong to the same one. */
    String same() {
        return path.get(0).columns().stream()
                .map(name -> "OLD." + Sql.name(name) + " <=> NEW." + Sql.name(name))
                .collect(Collectors.joining(" AND "));
    }

    /**
     * Puts the tenant of a row into {@code bailey_tenant}, which is null at first, and into {@code bailey_known}, which
     * is true at first, whether each row is there that one belongs to. These are as they are now, whatever the
     * session's snapshot shows, and stay so to the end of its transaction.
     *
     * @param row {@code OLD} or {@code NEW}
     */
    String looking(String row) {
        List<String> references = of(row, path.get(0).columns());
        String tenant = "SELECT " + TenantText.bytes("p" + (path.size() - 1), column) + ", " + known(1)
                + " INTO bailey_tenant, bailey_known FROM " + parent(0) + joins(1) + " WHERE "
                + matches(0, references) + " LOCK IN SHARE MODE; ";
        return "IF " + allThere(references) + " THEN " + tenant + "END IF; ";
    }

    /**
     * The tenant of each row {@code t} of a query.
     *
     * @param parent of which the tenant is a column
     * @param joins to be added behind {@code t}
     * @param known holds unless a row belongs to one that is not there
     */
    record Query(String parent, String joins, String known) {}

    Query query() {
        return new Query("p" + (path.size() - 1), joins(0), known(0));
    }

    private String joins(int first) {
        return IntStream.range(first, path.size())
                .mapToObj(i -> " LEFT JOIN " + parent(i) + " ON " + matches(i, references(i)))
                .collect(Collectors.joining());
    }

    private String known(int first) {
        List<String> known = new ArrayList<>(List.of("TRUE"));
        for (int i = first; i < path.size(); i++) {
            known.add("(p" + i + "." + Sql.name(path.get(i).key().get(0)) + " IS NOT NULL OR NOT ("
                    + allThere(references(i)) + "))");
        }
        return String.join(" AND ", known);
    }

    private String parent(int step) {
        return Sql.name(path.get(step).parent()) + " p" + step;
    }

    /** Columns by which the row before this step's parent refers to that. */
    private List<String> references(int step) {
        return of(step == 0 ? "t" : "p" + (step - 1), path.get(step).columns());
    }

    private static List<String> of(String row, List<String> columns) {
        return columns.stream().map(name -> row + "." + Sql.name(name)).toList();
    }

    private static String allThere(List<String> references) {
        return references.stream().map(each -> each + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }

    private String matches(int step, List<String> references) {
        List<String> key = path.get(step).key();
        return IntStream.range(0, key.size())
                .mapToObj(i -> "p" + step + "." + Sql.name(key.get(i)) + " = " + references.get(i))
                .collect(Collectors.joining(" AND "));
    }
}
