package dev.bailey.postgres;

import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot.Rows;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Rows as {@code COPY … TO STDOUT} sends them, gathered into chunks that are worth a write. The driver reads a row
 * whole, so each copy that goes on needs the memory for one.
 */
final class CopyRows implements Rows {

    private static final int CHUNK_BYTES = 128 * 1024;

    private final PostgresConnections connections;
    private final Connection connection;
    private final Table table;
    private final String format;
    private final CopyOut copy;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES * 2);
    private byte @Nullable [] large;

    /** @param connection inside its transaction; closed with this */
    CopyRows(PostgresConnections connections, Connection connection, Table table, String sql, String format)
            throws SQLException {
        this.connections = connections;
        this.connection = connection;
        this.table = table;
        this.format = format;
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    }

    @Override
    public String format() {
        return format;
    }

    /** A row that is a chunk by itself is handed out as it came: it may be too large to be in memory twice. */
    @Override
    public byte @Nullable [] next() {
        chunk.reset();
        byte[] row = large == null ? read() : takeLarge();
        while (row != null && row.length < CHUNK_BYTES) {
            chunk.write(row, 0, row.length);
            row = chunk.size() < CHUNK_BYTES ? read() : null;
        }
        if (chunk.size() == 0) {
            return row;
        }
        large = row;
        return chunk.toByteArray();
    }

    private byte @Nullable [] read() {
        try {
            return copy.isActive() ? copy.readFromCopy() : null;
        } catch (SQLException e) {
            throw connections.problem("reading " + table, e);
        }
    }

    private byte @Nullable [] takeLarge() {
        byte[] taken = large;
        large = null;
        return taken;
    }

    /** An unfinished copy ends with its connection. */
    @Override
    public void close() {
        PostgresConnections.discard(connection);
    }
}
