package dev.bailey.replication;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.util.List;
import java.util.Optional;

/**
 * How far the copy is. Immutable.
 *
 * @param tablesDone tables whose changes are followed, so that nothing of them is left to copy
 * @param rowsDone rows loaded by this process
 * @param rowsExpected rows that this process has to load, as the server estimates them
 * @param bytesDone the part of {@code bytesExpected} that is loaded
 * @param bytesExpected bytes on the source's disk of the tables that this process has to load
 * @param current tables being copied now
 * @param waiting tables that wait for their turn
 * @param trouble why a table's copy does not get on, or had to begin again; until that copy is done
 * @param failure why a table could not be copied, and will not be tried again
 */
public record CopyProgress(
        int tablesDone,
        int tables,
        long rowsDone,
        long rowsExpected,
        long bytesDone,
        long bytesExpected,
        List<TableId> current,
        List<TableId> waiting,
        Optional<Problem> trouble,
        Optional<Problem> failure) {

    public CopyProgress {
        current = List.copyOf(current);
        waiting = List.copyOf(waiting);
    }

    /** This one, with what was copied the other way. */
    CopyProgress with(CopyProgress other) {
        return new CopyProgress(
                tablesDone,
                tables,
                rowsDone + other.rowsDone,
                rowsExpected + other.rowsExpected,
                bytesDone + other.bytesDone,
                bytesExpected + other.bytesExpected,
                current,
                waiting,
                trouble,
                failure);
    }

    public boolean done() {
        return tablesDone == tables && current.isEmpty() && waiting.isEmpty();
    }
}
