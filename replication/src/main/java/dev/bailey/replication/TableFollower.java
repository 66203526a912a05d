package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Position;
import dev.bailey.core.TableId;
import dev.bailey.core.TransactionId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves tables from one state to the next, between two transactions of the stream. Confined to its thread. */
final class TableFollower {

    private final Line line;
    private final Writer writer;
    private final Batch batch;
    private final Fits fits;
    private final RowMender mender;

    TableFollower(Line line, Writer writer, Batch batch, Fits fits) {
        this.line = line;
        this.writer = writer;
        this.batch = batch;
        this.fits = fits;
        this.mender = new RowMender(line, writer, batch, fits);
    }

    /** Meets the request; the session has committed all that it read, up to {@code position}. */
    void meet(Request request, @Nullable Position position) {
        if (request instanceof Request.Pend pend) {
            pend(pend, position);
        } else if (request instanceof Request.Leave leave) {
            leave(leave, position);
        } else if (request instanceof Request.Watch watch) {
            mender.watch(watch);
        } else if (request instanceof Request.Mend mend) {
            mender.mend(mend, position);
        } else if (request instanceof Request.Follow follow) {
            if (!line.tables().isPending(follow.table())) {
                follow.done().completeExceptionally(line.tables().givenUp(follow.table()));
            } else {
                follow(follow, Objects.requireNonNull(position));
            }
        }
    }

    /** A followed table is noted as such no longer before its changes queue, for a crash forgets the queue. */
    private void pend(Request.Pend request, @Nullable Position position) {
        TableId table = request.table();
        if (!line.tables().isKnown(table)) {
            request.done().completeExceptionally(line.tables().givenUp(table));
            return;
        }
        if (line.tables().isFollowing(table)) {
            noteUncopied(table, position);
        }
        fits.forget(table);
        line.tables().pending(table);
        request.done().complete(line.streamed().required());
    }

    /** The note of a table that left while no process looked would be taken for that of a new one of its name. */
    private void leave(Request.Leave request, @Nullable Position position) {
        noteUncopied(request.table(), position);
        fits.forget(request.table());
        line.tables().left(request.table());
        request.done().complete(null);
    }

    private void noteUncopied(TableId table, @Nullable Position position) {
        batch.writeAll(Objects.requireNonNull(position));
        writer.uncopied(table);
        writer.commit();
    }

    /**
     * Applies the queued changes in transactions of bounded size. Until the last, which notes that the table is copied,
     * a crash leaves a table that is emptied and copied again.
     */
    private void follow(Request.Follow request, Position position) {
        TableId table = request.table();
        try {
            Unsure unsure = new Unsure();
            line.tables().queued(table, (transaction, change) -> {
                if (request.snapshot().isUnsureOf(transaction)) {
                    Optional.ofNullable(fits.apply(change)).ifPresent(unsure::add);
                }
            });
            batch.settle(unsure, position);
            line.tables().queued(table, (transaction, change) -> apply(request, transaction, change, position));
            batch.writeAll(position);
            writer.copied(table);
            writer.commit();
        } catch (RuntimeException e) {
            line.tables().uncopied(table);
            throw e;
        }
        line.meter().passed(0, batch.takeCount());
        line.tables().followed(table);
        request.done().complete(null);
    }

    private void apply(Request.Follow request, TransactionId transaction, Change change, Position position) {
        if (request.snapshot().sees(transaction) || request.snapshot().isUnsureOf(transaction)) {
            return;
        }
        Change fitting = fits.apply(change);
        if (fitting == null) {
            return;
        }
        batch.add(fitting, position);
        if (writer.isOpen()) {
            batch.commit(position);
        }
    }
}
