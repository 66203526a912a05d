package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresVisibilityTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WRITERS = 3;
    private static final int ROWS_EACH = 300;

    private final Sides sides = new Sides();

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void aSnapshotSeesATransactionExactlyIfItsRowIsInTheCopy() throws ExecutionException, InterruptedException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        Table table = sides.table("t");
        String stream = sides.stream(Side.SOURCE, table);
        AtomicInteger ids = new AtomicInteger();
        List<Map.Entry<Visibility, Set<Integer>>> copies = new ArrayList<>();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        List<Future<Integer>> running = new ArrayList<>();

        for (int i = 0; i < WRITERS; i++) {
            running.add(writers.submit(writer(ids)));
        }
        while (running.stream().anyMatch(writer -> !writer.isDone())) {
            try (TableSnapshot snapshot = sides.source.snapshot(table, "text")) {
                copies.add(Map.entry(snapshot.visibility(), ids(snapshot)));
            }
        }
        writers.shutdown();
        assertThat(writers.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        for (Future<Integer> writer : running) {
            assertThat(writer.get()).isEqualTo(ROWS_EACH);
        }

        Map<Integer, TransactionId> writtenBy = writtenBy(stream);
        assertThat(writtenBy).hasSize(WRITERS * ROWS_EACH);
        assertThat(copies).hasSizeGreaterThan(2);
        copies.forEach(copy ->
                writtenBy.forEach((id, transaction) -> assertThat(copy.getKey().sees(transaction))
                        .as("row %s of transaction %s in %s", id, transaction, copy.getKey())
                        .isEqualTo(copy.getValue().contains(id))));
    }

    @Test
    void aSnapshotIsSettledOnceEverythingOpenBeforeIsOver() throws SQLException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        Visibility then;
        try (Connection open = sides.connect(Side.SOURCE)) {
            open.setAutoCommit(false);
            open.createStatement().execute("INSERT INTO t VALUES (1)");
            then = sides.source.log().visibility();

            assertThat(sides.source.log().visibility().settledSince(then)).isFalse();
            open.commit();
        }
        assertThat(sides.source.log().visibility().settledSince(then)).isTrue();
    }

    @Test
    void numbersThatCameRoundAreReadNearestToTheSnapshot() {
        long epoch = 7L << 32;
        PgSnapshot snapshot = PgSnapshot.of(
                (epoch - 2) + ":" + (epoch + 3) + ":" + (epoch - 2) + "," + (epoch + 1), /* next= */ epoch + 9);

        assertThat(snapshot.sees(new Xid((int) (epoch - 3)))).isTrue();
        assertThat(snapshot.sees(new Xid((int) (epoch - 2)))).isFalse();
        assertThat(snapshot.sees(new Xid((int) (epoch - 1)))).isTrue();
        assertThat(snapshot.sees(new Xid((int) (epoch + 1)))).isFalse();
        assertThat(snapshot.sees(new Xid((int) (epoch + 2)))).isTrue();
        assertThat(snapshot.sees(new Xid((int) (epoch + 3)))).isFalse();
    }

    @Test
    void positionsAreReadBackFromTheirText() {
        Lsn position = Lsn.of("FFFFFFFF/B374D848");

        assertThat(Lsn.of(position.text())).isEqualTo(position);
        assertThat(position.covers(Lsn.of("7FFFFFFF/0"))).isTrue();
        assertThat(Lsn.of("0/1").covers(position)).isFalse();
    }

    /** One row a transaction, some of them in a subtransaction, which has a number of its own. */
    private Callable<Integer> writer(AtomicInteger ids) {
        return () -> {
            try (Connection connection = sides.connect(Side.SOURCE)) {
                connection.setAutoCommit(false);
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                    for (int i = 0; i < ROWS_EACH; i++) {
                        if (i % 3 == 0) {
                            connection.setSavepoint();
                        }
                        insert.setInt(1, ids.incrementAndGet());
                        insert.executeUpdate();
                        connection.commit();
                    }
                }
            }
            return ROWS_EACH;
        };
    }

    private static Set<Integer> ids(TableSnapshot snapshot) {
        Set<Integer> ids = new HashSet<>();
        try (TableSnapshot.Rows rows = snapshot.read(snapshot.ranges(1).get(0))) {
            StringBuilder text = new StringBuilder();
            for (byte[] chunk = rows.next(); chunk != null; chunk = rows.next()) {
                text.append(new String(chunk, StandardCharsets.UTF_8));
            }
            text.toString().lines().forEach(line -> ids.add(Integer.valueOf(line)));
        }
        return ids;
    }

    private Map<Integer, TransactionId> writtenBy(String stream) {
        sides.source.log().mark("end");
        Map<Integer, TransactionId> writtenBy = new HashMap<>();
        try (LogReader reader = sides.source.log().read(stream)) {
            TransactionId transaction = new Xid(0);
            for (LogEvent event = reader.next(SOON); !(event instanceof LogEvent.Marked); event = reader.next(SOON)) {
                if (event instanceof LogEvent.Begin begin) {
                    transaction = begin.id();
                } else if (event instanceof LogEvent.Changed changed
                        && changed.change() instanceof Change.Insert insert) {
                    writtenBy.put(Integer.valueOf(insert.row().at(0).text()), transaction);
                }
            }
        }
        return writtenBy;
    }
}
