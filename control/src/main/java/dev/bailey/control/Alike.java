package dev.bailey.control;

import dev.bailey.core.Column;
import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a table is the same on both sides, and what is to be done when it is not. Immutable.
 *
 * @param owner the side that takes the writes, whose tables the other's should be like
 * @param ours that side's database
 */
record Alike(Look look, Side owner, Database ours) {

    /** What tells the sides apart; empty when nothing does. */
    Optional<String> difference(TableId id) {
        Optional<Table> mine = look.at(owner).table(id);
        Optional<Table> theirs = look.at(owner.opposite()).table(id);
        if (mine.isPresent() && theirs.isPresent()) {
            return difference(mine.get(), theirs.get()).or(() -> placeDiffers(id));
        } else if (mine.isPresent()) {
            return Optional.of("table " + id + " is on the " + owner.label() + " and not on the " + other()
                    + ": there: " + ours.shapes().creating(id));
        }
        return theirs.isEmpty()
                ? Optional.empty()
                : Optional.of("table " + id + " is on the " + other() + " and not on the " + owner.label()
                        + ": make it there as well, drop it here, or exclude it in the plan");
    }

    private Optional<String> difference(Table mine, Table theirs) {
        Map<String, Column> there = byName(theirs);
        for (Column column : mine.columns()) {
            Column match = there.remove(column.name());
            String name = "column \"" + column.name() + "\" of " + mine.id();
            if (match == null) {
                return Optional.of(name + " is on the " + owner.label() + " and not on the " + other() + ": there: "
                        + ours.shapes().adding(mine.id(), column));
            } else if (!match.type().equals(column.type())) {
                return Optional.of(name + " is " + column.type() + " on the " + owner.label() + " and " + match.type()
                        + " on the " + other() + ": there: "
                        + ours.shapes().retyping(mine.id(), column.name(), column.type()));
            } else if (match.generated() != column.generated()) {
                return Optional.of(name + " is computed on one side alone: make it the same on the " + other());
            }
        }
        return there.keySet().stream()
                .findFirst()
                .map(left -> "column \"" + left + "\" of " + mine.id() + " is on the " + other() + " and not on the "
                        + owner.label() + ": add it there as well, or on the " + other() + ": "
                        + ours.shapes().dropping(mine.id(), left));
    }

    private static Map<String, Column> byName(Table table) {
        return table.columns().stream().collect(Collectors.toMap(Column::name, Function.identity()));
    }

    private Optional<String> placeDiffers(TableId id) {
        String mine = look.at(owner).partOf(id);
        String theirs = look.at(owner.opposite()).partOf(id);
        return mine.equals(theirs)
                ? Optional.empty()
                : Optional.of("table " + id + " is " + placed(mine) + " on the " + owner.label() + " and "
                        + placed(theirs) + " on the " + other() + ": attach or detach it there as well");
    }

    private static String placed(String partOf) {
        return partOf.isEmpty() ? "no partition" : partOf;
    }

    private String other() {
        return owner.opposite().label();
    }
}
