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

    private static final int NONE = -1;

    private final @Nullable Tenancy tenancy;

    /** By the place of a slice among all; the last one's is that of all that is everyone's. */
    private final List<Side> sides;

    /** The place of the slice of which either side's changes count; {@link #NONE} as a rule. */
    private final int undecided;

    private Ownership(@Nullable Tenancy tenancy, List<Side> sides, int undecided) {
        this.tenancy = tenancy;
        this.sides = List.copyOf(sides);
        this.undecided = undecided;
    }

    /** All of it. */
    public static Ownership sole(Side side) {
        return new Ownership(null, List.of(side), NONE);
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
        return new Ownership(tenancy, sides, NONE);
    }

    /**
     * The same until a move of this slice is settled whose new side may open any moment, by a command of a process that
     * died: whichever side takes a write of it, that is the application's. Its old side is shut for good, so what is
     * still to be read of it was written before.
     */
    public Ownership undecided(Slice slice) {
        int place = tenancy == null ? 0 : tenancy.slices().all().indexOf(slice);
        if (place < 0) {
            throw new IllegalArgumentException("there is no slice " + slice.name());
        }
        return new Ownership(tenancy, sides, place);
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

    /** The side that owns every slice that moves; empty while those live on both. */
    public Optional<Side> sole() {
        return movingTo().size() == 1 ? Optional.of(common()) : Optional.empty();
    }

    /** The sides that own a slice that moves. */
    public Set<Side> movingTo() {
        EnumSet<Side> moving = EnumSet.noneOf(Side.class);
        for (int i = 0; i < sides.size(); i++) {
            if (!validates(i)) {
                moving.add(sides.get(i));
            }
        }
        return moving;
    }

    private boolean validates(int slice) {
        return tenancy != null && tenancy.slices().all().get(slice).validates();
    }

    /** The side that owns what is everyone's. */
    public Side common() {
        return sides.get(sides.size() - 1);
    }

    /** The sides whose applications write, those who try the target out among them. */
    public Set<Side> owners() {
        return EnumSet.copyOf(sides);
    }

    /**
     * Whether this change was made there by somebody who tries the target out, so that it is carried nowhere. A deleted
     * row whose key does not name its tenant is theirs where the side owns nobody else.
     */
    public boolean validates(Side side, Change change) {
        if (tenancy == null || !mayValidate(side, change.table())) {
            return false;
        }
        int column = tenancy.columnOf(change.table()).orElseThrow();
        Value tenant = tenant(change, column);
        return tenant == null
                ? change instanceof Change.Delete && !movingTo().contains(side)
                : validates(tenancy.sliceOf(change.table().columns().get(column), tenant));
    }

    /** Whether rows of this table may be there of somebody who tries the target out. */
    public boolean mayValidate(Side side, Table table) {
        return tenancy != null
                && side == Side.TARGET
                && tenancy.slices().haveValidation()
                && tenancy.columnOf(table).isPresent();
    }

    /** Whether it owns any slice, or may. */
    public boolean owns(Side side) {
        return undecided != NONE || sides.contains(side);
    }

    /**
     * Whether the application may have made this change there. Of a deleted row whose key does not name its tenant, and
     * of any that is of the tenant of another row, nobody knows better than the side that let it happen.
     */
    public boolean owns(Side side, Change change) {
        if (tenancy == null || !owns(side) || !owns(side.opposite())) {
            return owns(side);
        }
        OptionalInt column = tenancy.columnOf(change.table());
        if (column.isEmpty()) {
            return tenancy.paths().containsKey(change.table().id()) || owns(side, sides.size() - 1);
        }
        Value tenant = tenant(change, column.getAsInt());
        return tenant == null
                || owns(side, tenancy.sliceOf(change.table().columns().get(column.getAsInt()), tenant));
    }

    /** Whether it owns the slice at this place among all, or may. */
    public boolean owns(Side side, int slice) {
        return slice == undecided || sides.get(slice) == side;
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
