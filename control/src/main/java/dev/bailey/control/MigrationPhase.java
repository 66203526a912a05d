package dev.bailey.control;

import java.util.List;
import java.util.stream.Stream;

/** Where a migration is in its life, as its status says it. */
enum MigrationPhase {
    PREPARING,
    READY,
    /** Ready, and a move is under way. */
    FLIPPING,
    FAILED,
    /** There is no way back any more. */
    FINISHING,
    OVER;

    String label() {
        return StatusView.lower(this);
    }

    /** Every one that there is. */
    static List<String> labels() {
        return Stream.of(values()).map(MigrationPhase::label).toList();
    }
}
