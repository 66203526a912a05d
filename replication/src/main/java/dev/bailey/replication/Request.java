package dev.bailey.replication;

import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Visibility;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the stream's thread is to do with one table between two transactions. */
sealed interface Request {

    CompletableFuture<?> done();

    TableId table();

    /** Whether it can be met without reading on. */
    default boolean needsNoLog() {
        return true;
    }

    /** Queue the table's changes from here on; answers with what a snapshot must see. */
    record Pend(TableId table, CompletableFuture<Streamed.Required> done) implements Request {}

    /** Forget the table: it is gone from both sides. */
    record Leave(TableId table, CompletableFuture<@Nullable Void> done) implements Request {}

    /** Apply the queued changes that the snapshot does not see, once the token's beat has come through. */
    record Follow(TableId table, Visibility snapshot, String token, CompletableFuture<@Nullable Void> done)
            implements Request {
        @Override
        public boolean needsNoLog() {
            return false;
        }
    }

    /** Notice the changes of these rows from here on; answers with what reading them must see. */
    record Watch(TableId table, Set<Row> keys, CompletableFuture<Streamed.Required> done) implements Request {
        @Override
        public boolean needsNoLog() {
            return false; // rows can wait until the stream goes on
        }
    }

    /**
     * Write the rows that were watched and nothing has changed, once the token's beat has come through; answers with
     * their keys.
     *
     * @param images rows by key as the owner has them; those that it has not are missing
     */
    record Mend(Table rowsOf, Map<Row, Row> images, String token, CompletableFuture<Set<Row>> done) implements Request {
        @Override
        public TableId table() {
            return rowsOf.id();
        }

        @Override
        public boolean needsNoLog() {
            return false;
        }
    }
}
