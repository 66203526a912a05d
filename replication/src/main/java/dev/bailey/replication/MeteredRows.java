package dev.bailey.replication;

import dev.bailey.core.TableSnapshot;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Rows on their way that tell how many bytes pass before they do. Confined to one thread. */
final class MeteredRows implements TableSnapshot.Rows {

    private final TableSnapshot.Rows rows;
    private final IntConsumer gate;

    /** @param gate told the size of each chunk; may wait, or throw to end the copy */
    MeteredRows(TableSnapshot.Rows rows, IntConsumer gate) {
        this.rows = rows;
        this.gate = gate;
    }

    @Override
    public String format() {
        return rows.format();
    }

    @Override
    public byte @Nullable [] next() {
        byte[] chunk = rows.next();
        if (chunk != null) {
            gate.accept(chunk.length);
        }
        return chunk;
    }

    @Override
    public void close() {
        rows.close();
    }
}
