package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Clash;
import dev.bailey.core.Row;
import java.util.List;
import java.util.Optional;

/** What it takes for the side whose log has a change to win over what is in its way. */
final class Cure {

    private Cure() {}

    /**
     * The changes that leave the row as the log says. Where the log says too little, there are none: what another row
     * with the same unique value should be, which of several equal rows is meant, and values that an update of a
     * missing row leaves out, only the other side's rows tell, and those have moved on since.
     */
    static Optional<List<Change>> of(Clash clash) {
        return switch (clash.kind()) {
            case ROW_EXISTS -> Optional.of(List.of(new Change.Delete(clash.table(), newKey(clash)), clash.change()));
            case UPDATE_FOUND_NONE -> inserted(clash.change());
            case DELETE_FOUND_NONE -> Optional.of(List.of());
            case VALUE_TAKEN -> Optional.empty();
        };
    }

    private static Row newKey(Clash clash) {
        return clash.change() instanceof Change.Update update ? update.newKey() : clash.key();
    }

    private static Optional<List<Change>> inserted(Change change) {
        return change instanceof Change.Update update && !update.row().hasUnchanged()
                ? Optional.of(List.of(new Change.Insert(update.table(), update.row())))
                : Optional.empty();
    }
}
