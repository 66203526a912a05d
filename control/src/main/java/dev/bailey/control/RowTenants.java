package dev.bailey.control;

import dev.bailey.core.Column;
import dev.bailey.core.Digests;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Whose rows are, as the sides of a store have them now. Thread-safe. */
final class RowTenants {

    private final MovingStore store;
    private final Tenancy tenancy;

    RowTenants(MovingStore store, Tenancy tenancy) {
        this.store = store;
        this.tenancy = tenancy;
    }

    /**
     * Of these rows, those that are of the slice by either side; and those that are there, and belong to a row that is
     * on neither, for those may be of any.
     */
    Set<Row> ofSlice(int slice, Table table, Set<Row> keys) {
        boolean along = tenancy.paths().containsKey(table.id());
        if (!along && tenancy.columnOf(table).isEmpty()) {
            return slice == last() ? keys : Set.of();
        }
        Set<Row> its = new HashSet<>();
        Set<Row> unknown = new HashSet<>(keys);
        for (Side side : Side.values()) {
            slices(side, table, keys).forEach((key, found) -> {
                unknown.remove(key);
                if (found == slice) {
                    its.add(key);
                }
            });
        }
        if (along && !unknown.isEmpty()) {
            for (Side side : Side.values()) {
                its.addAll(digests(side).rows(table, unknown).keySet());
            }
        }
        return its;
    }

    /**
     * The place of the slice of each of these rows; one that is not there, or belongs to one that is not, is missing in
     * the answer.
     */
    Map<Row, Integer> slices(Side side, Table table, Set<Row> keys) {
        OptionalInt at = tenancy.columnOf(table);
        List<TenantPath> path = tenancy.path(table.id());
        Map<Row, Integer> slices = new HashMap<>();
        if (at.isPresent()) {
            Column column = table.columns().get(at.getAsInt());
            digests(side)
                    .values(table, keys, at.getAsInt())
                    .forEach((key, tenant) -> slices.put(key, tenancy.sliceOf(column, tenant)));
        } else if (!path.isEmpty()) {
            Column column = tenantColumn(path.get(path.size() - 1).parent());
            digests(side)
                    .tenants(table, keys, path, column)
                    .forEach((key, tenant) -> slices.put(key, tenancy.sliceOf(column, tenant)));
        } else {
            digests(side).rows(table, keys).keySet().forEach(key -> slices.put(key, last()));
        }
        return slices;
    }

    private int last() {
        return tenancy.slices().size() - 1;
    }

    private Column tenantColumn(TableId table) {
        String name = tenancy.columnIn(table);
        return store.tables().stream()
                .filter(each -> each.id().equals(table))
                .flatMap(each -> each.columns().stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseGet(() -> new Column(name, "", /* key= */ false, /* generated= */ false));
    }

    private Digests digests(Side side) {
        return store.database(side).digests();
    }
}
