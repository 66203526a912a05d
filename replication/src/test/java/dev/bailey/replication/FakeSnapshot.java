package dev.bailey.replication;

import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Value;
import dev.bailey.core.Visibility;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A view of a table in memory; each chunk is a row, its values parted by a unit separator. */
final class FakeSnapshot implements TableSnapshot {

    private static final String SEPARATOR = "\u001f";

    private final FakeServer server;
    private final Table table;
    private final FakeServer.Seen seen;
    private final List<Row> rows;
    private final int session;

    FakeSnapshot(FakeServer server, Table table) {
        synchronized (server) {
            this.server = server;
            this.table = table;
            this.seen = server.seen();
            this.rows = server.rows(table.id(), seen);
            this.session = server.session();
        }
    }

    record Loaded(List<Row> rows) {}

    static Loaded drain(Rows rows) {
        List<Row> drained = new ArrayList<>();
        for (byte[] chunk = rows.next(); chunk != null; chunk = rows.next()) {
            String[] values = new String(chunk, StandardCharsets.UTF_8).split(SEPARATOR, -1);
            drained.add(Row.of(Arrays.stream(values).map(Value::of).toArray(Value[]::new)));
        }
        return new Loaded(drained);
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public Visibility visibility() {
        return seen;
    }

    @Override
    public List<String> ranges(int wanted) {
        return List.of("even", "odd");
    }

    @Override
    public Rows read(String range) {
        int first = range.equals("even") ? 0 : 1;
        Iterator<Row> part = IntStream.range(0, rows.size())
                .filter(i -> i % 2 == first)
                .mapToObj(rows::get)
                .iterator();
        return new Rows() {
            @Override
            public String format() {
                return "fake";
            }

            @Override
            public byte @Nullable [] next() {
                server.check(session);
                if (!part.hasNext()) {
                    return null;
                }
                Row row = part.next();
                List<String> texts = IntStream.range(0, row.size())
                        .mapToObj(i -> row.at(i).text())
                        .toList();
                return String.join(SEPARATOR, texts).getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
