package dev.bailey.control;

import dev.bailey.core.Database;
import dev.bailey.core.Shapes;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of a store's patterns as both sides have them at one moment. Immutable. */
record Look(Half source, Half target) {

    /** One side's. */
    record Half(Map<TableId, Table> tables, Map<TableId, Shapes.Standing> standings) {

        Half {
            tables = Map.copyOf(tables);
            standings = Map.copyOf(standings);
        }

        static Half of(Database database, List<String> include, List<String> exclude) {
            Map<TableId, Table> tables = new TreeMap<>();
            database.catalog().tables(include, exclude).forEach(table -> tables.put(table.id(), table));
            return new Half(tables, database.shapes().standings(tables.keySet()));
        }

        Optional<Table> table(TableId id) {
            return Optional.ofNullable(tables.get(id));
        }

        String identity(TableId id) {
            Shapes.Standing standing = standings.get(id);
            return standing == null ? "" : standing.identity();
        }

        String partOf(TableId id) {
            Shapes.Standing standing = standings.get(id);
            return standing == null ? "" : standing.partOf();
        }
    }

    Half at(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** Changes when the table was made again, or another took its name, on either side. */
    String identity(TableId id) {
        return source.identity(id) + "/" + target.identity(id);
    }

    /** Sorted. */
    Set<TableId> ids() {
        Set<TableId> ids = new TreeSet<>(source.tables.keySet());
        ids.addAll(target.tables.keySet());
        return ids;
    }
}
