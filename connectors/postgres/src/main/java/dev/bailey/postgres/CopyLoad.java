package dev.bailey.postgres;

import dev.bailey.core.TableSnapshot.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One range's way into a table, in transactions so small that whoever decodes the log keeps them in memory: a larger
 * one goes through a file of the server, which costs it half as much again. Confined to one thread.
 */
final class CopyLoad {

    /**
     * The server's memory for decoding is 64 MB by default, for all transactions that are open at once, and a row takes
     * about three times its size there.
     */
    private static final int BYTES_PER_TRANSACTION = 4 << 20;

    /** What a binary COPY begins with: signature, flags, and an extension of no length. Chunks hold whole rows. */
    private static final int BINARY_HEADER_BYTES = 19;

    /** A server holds what it is sent at once in memory. */
    private static final int PIECE_BYTES = 1 << 20;

    private static final byte[] BINARY_END = {-1, -1};

    private final Connection session;
    private final String sql;
    private final Rows rows;
    private final boolean binary;

    /** @param session not in autocommit */
    CopyLoad(Connection session, String sql, Rows rows) {
        this.session = session;
        this.sql = sql;
        this.rows = rows;
        this.binary = rows.format().equals("binary");
    }

    /** Loads all rows, and returns how many there were. */
    long run() throws SQLException {
        byte[] chunk = null;
        byte[] header = {};
        long loaded = 0;
        do {
            OwnWrite.announce(session);
            durably(false);
            CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                if (chunk == null) {
                    chunk = rows.next();
                    header = header(chunk);
                } else {
                    write(copy, header);
                }
                for (int bytes = 0; chunk != null && bytes < BYTES_PER_TRANSACTION; ) {
                    bytes += chunk.length;
                    write(copy, chunk);
                    chunk = null; // a large one is given up before the next is read
                    chunk = rows.next();
                }
                if (chunk != null && binary) {
                    write(copy, BINARY_END);
                }
                loaded += copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            // With the last of a range all of it is durable: whoever notes it as loaded may do so in another session.
            durably(chunk == null);
            session.commit();
        } while (chunk != null);
        return loaded;
    }

    private void durably(boolean durable) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = " + (durable ? "on" : "off"));
        }
    }

    private byte[] header(byte @Nullable [] first) {
        return binary && first != null ? Arrays.copyOf(first, BINARY_HEADER_BYTES) : new byte[0];
    }

    private static void write(CopyIn copy, byte[] bytes) throws SQLException {
        for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
            copy.writeToCopy(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
        }
    }
}
