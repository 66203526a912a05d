package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes rows as they were read from the owner, between two transactions of the stream. Confined to its thread. */
final class RowMender {

    private final Line line;
    private final Writer writer;
    private final Batch batch;
    private final Fits fits;

    RowMender(Line line, Writer writer, Batch batch, Fits fits) {
        this.line = line;
        this.writer = writer;
        this.batch = batch;
        this.fits = fits;
    }

    void watch(Request.Watch request) {
        line.watched().begin(request.table(), request.keys());
        request.done().complete(line.streamed().required());
    }

    /** The session has committed all that it read, up to {@code position}; the token's beat is in that. */
    void mend(Request.Mend request, @Nullable Position position) {
        Optional<Set<Row>> untouched = line.watched().untouched(request.table());
        line.watched().end();
        if (untouched.isEmpty()) {
            refuse(request, "the stream broke off meanwhile");
        } else if (!line.tables().isFollowing(request.table())) {
            refuse(request, "the table is being copied");
        } else if (!writer.isApplying()) {
            refuse(request, "its stream applies nothing");
        } else if (untouched.get().isEmpty()) {
            request.done().complete(Set.of());
        } else {
            write(request, untouched.get(), Objects.requireNonNull(position));
        }
    }

    private static void refuse(Request request, String because) {
        request.done().completeExceptionally(busy(request, because, /* cause= */ null));
    }

    private static Problem busy(Request request, String because, @Nullable Throwable cause) {
        return new Problem(Problem.Kind.BUSY, "rows of " + request.table() + " were not mended: " + because, cause);
    }

    private void write(Request.Mend request, Set<Row> untouched, Position position) {
        try {
            Set<Row> mended = new HashSet<>();
            List<Row> gone = new ArrayList<>();
            List<Row> there = new ArrayList<>();
            Table written = sort(request, untouched, mended, gone, there);
            if (!mended.isEmpty() && !batch.mend(new ChangeSet(written, gone, List.of(), there), position)) {
                refuse(request, "a row of another key holds one of their unique values there: mend that one as well");
                return;
            }
            request.done().complete(mended);
        } catch (Problem e) {
            // what nobody can mend row by row is no reason for the stream to stop
            request.done().completeExceptionally(e);
            throw busy(request, String.valueOf(e.getMessage()), e);
        }
    }

    private Table sort(Request.Mend request, Set<Row> untouched, Set<Row> mended, List<Row> gone, List<Row> there) {
        Table written = request.rowsOf();
        for (Row key : untouched) {
            Row image = request.images().get(key);
            Change change;
            if (image == null) {
                change = fits.apply(new Change.Delete(request.rowsOf(), key));
            } else if (image.pick(request.rowsOf().keyIndexes()).equals(key)) {
                change = fits.apply(new Change.Insert(request.rowsOf(), image));
            } else if (untouched.contains(image.pick(request.rowsOf().keyIndexes()))) {
                // another spelling of a key that the server takes for the same: the row comes by its own
                change = fits.apply(new Change.Delete(request.rowsOf(), key));
            } else {
                continue;
            }
            if (change instanceof Change.Delete delete) {
                gone.add(delete.key());
            } else if (change instanceof Change.Insert insert) {
                there.add(insert.row());
            } else {
                throw busy(request, "the table is gone", /* cause= */ null);
            }
            written = change.table();
            mended.add(key);
        }
        return written;
    }
}
