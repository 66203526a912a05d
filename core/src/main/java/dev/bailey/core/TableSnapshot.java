package dev.bailey.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One consistent view of one table, held until closed. Its streams may be read in parallel. */
public interface TableSnapshot extends AutoCloseable {

    Table table();

    Visibility visibility();

    /** Parts that cover the table once, at most {@code wanted}; each is a name that {@link #read} understands. */
    List<String> ranges(int wanted);

    /** Opens the rows of one range, under this snapshot. */
    Rows read(String range);

    @Override
    void close();

    /** Rows on their way, in the engine's own bulk format. Confined to one thread. */
    interface Rows extends AutoCloseable {

        /** The format's name; both sides must agree on it. */
        String format();

        /** The next chunk of bytes, or null at the end. */
        byte @Nullable [] next();

        @Override
        void close();
    }
}
