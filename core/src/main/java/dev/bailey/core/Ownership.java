package dev.bailey.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which side's writes are the application's: one side's all, or of each slice those of its own. Immutable. */
public final class Ownership {

    private final @Nullable Tenancy tenancy;

    /** By the place of a slice among all; the last one's is that of all that is everyone's. */
    private final List<Side> sides;

    private Ownership(@Nullable Tenancy tenancy, List<Side> sides) {
        this.tenancy = tenancy;
        this.sides = List.copyOf(sides);
    }

    /** All of it. */
    public static Ownership sole(Side side) {
        return new Ownership(null, List.of(side));
    }

    /**
     * Of each slice its own.
     *
     * @param sides of the slices, in their order
     */
    public static Ownership of(Tenancy tenancy, List<Side> sides) {
        if (sides.size() != tenancy.slices().size()) {
            throw new IllegalArgumentException(
                    sides.size() + " sides for " + tenancy.slices().size() + " slices");
        }
        return new Ownership(tenancy, sides);
    }

    /** The same, with one slice on this side. */
    public Ownership with(Tenancy rows, Slice slice, Side side) {
        List<Side> now = new ArrayList<>();
        List<Slice> all = rows.slices().all();
        for (int i = 0; i < all.size(); i++) {
            now.add(all.get(i).equals(slice) ? side : tenancy == null ? common() : sides.get(i));
        }
        return of(rows, now);
    }

    /** The side that owns every slice; empty while slices live on both. */
    public Optional<Side> sole() {
        return owners().size() == 1 ? Optional.of(common()) : Optional.empty();
    }

    /** The side that owns what is everyone's. */
    public Side common() {
        return sides.get(sides.size() - 1);
    }

    public Set<Side> owners() {
        return EnumSet.copyOf(sides);
    }

    /** Whether it owns any slice. */
    public boolean owns(Side side) {
        return sides.contains(side);
    }

    /**
     * Whether the application may have made this change there. Of a deleted row whose key does not name its tenant
     * nobody knows better than the side that let it happen.
     */
    public boolean owns(Side side, Change change) {
        if (tenancy == null || !owns(side) || !owns(side.opposite())) {
            return owns(side);
        }
        OptionalInt column = tenancy.columnOf(change.table());
        if (column.isEmpty()) {
            return common() == side;
        }
        Value tenant = tenant(change, column.getAsInt());
        return tenant == null || sides.get(tenancy.sliceOf(tenant)) == side;
    }

    private static @Nullable Value tenant(Change change, int column) {
        Value tenant = null;
        if (change instanceof Change.Insert insert) {
            tenant = insert.row().at(column);
        } else if (change instanceof Change.Update update) {
            tenant = update.row().at(column);
        } else if (change instanceof Change.Delete delete) {
            int inKey = delete.table().keyIndexes().indexOf(column);
            tenant = inKey < 0 ? null : delete.key().at(inKey);
        }
        return tenant == null || tenant.isUnchanged() ? null : tenant;
    }

    @Override
    public String toString() {
        return sole().map(Side::label).orElse("both sides");
    }
}
