package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogEvent.Begin;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableSnapshot;
import dev.bailey.core.Visibility;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a connector copies tables, and that copy and log meet exactly. */
interface CopyContract {

    /** How often a snapshot is taken again because a transaction that is older than the stream is still open. */
    int RETAKES_MAX = 1_000;

    ContractBench bench();

    @Test
    default void whatIsCopiedIsTheSame() throws SQLException {
        Table notes = bench().notes();
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (1, 'one'), (2, NULL), (3, ''), (4, 'tab\t\\N''\"')");

        try (TableSnapshot snapshot = snapshot(notes)) {
            assertThat(load(notes, snapshot)).isEqualTo(4);
        }

        assertThat(equalOnBothSides(notes)).isTrue();
    }

    @Test
    default void aTableIsEmptiedBeforeItIsCopiedAgain() throws SQLException {
        Table notes = bench().notes();
        bench().run(Side.SOURCE, "INSERT INTO note VALUES (1, 'one')");
        bench().run(Side.TARGET, "INSERT INTO note VALUES (1, 'half'), (2, 'done')");

        bench().target().loader().empty(notes, /* bytesToCome= */ Long.MAX_VALUE);
        try (TableSnapshot snapshot = snapshot(notes)) {
            load(notes, snapshot);
        }
        bench().target().loader().complete(notes);

        assertThat(equalOnBothSides(notes)).isTrue();
    }

    @Test
    default void digestsDifferWhereOneValueDiffers() throws SQLException {
        Table notes = bench().notes();
        bench().both("INSERT INTO note VALUES (1, 'one'), (2, 'two')");
        assertThat(equalOnBothSides(notes)).isTrue();

        bench().run(Side.TARGET, "UPDATE note SET words = 'deux' WHERE id = 2");

        assertThat(equalOnBothSides(notes)).isFalse();
        assertThat(bench().source().digests().rows(notes, List.of(ContractBench.row("1"))))
                .isEqualTo(bench().target().digests().rows(notes, List.of(ContractBench.row("1"))));
    }

    @Test
    default void copyAndLogMeetExactlyUnderAWriter() throws SQLException, InterruptedException {
        Table notes = bench().notes();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        Thread writer = new Thread(() -> write(stop, written), "contract-writer");
        writer.start();
        Visibility seen;
        try {
            Eventually.eventually("the writer writes", ContractBench.SOON, () -> written.get() > 50);
            bench().source().log().create(bench().forward, List.of(notes));
            Visibility start = bench().source().log().visibility();
            try (Connection straggler = bench().connect(Side.SOURCE)) {
                // Open while younger transactions commit: the snapshot sees some that began after one it does not see.
                straggler.setAutoCommit(false);
                ContractBench.execute(straggler, "INSERT INTO note VALUES (-1000, 'straggler')");
                goOn(written);
                try (TableSnapshot snapshot = settled(notes, start)) {
                    straggler.commit();
                    goOn(written);
                    load(notes, snapshot);
                    seen = snapshot.visibility();
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }

        List<String> wrong = followUnseen(seen);

        assertThat(wrong).as("changes that met another row than the log says").isEmpty();
        assertThat(equalOnBothSides(notes)).isTrue();
    }

    private static void goOn(AtomicInteger written) {
        int before = written.get();
        Eventually.eventually("the writer goes on", ContractBench.SOON, () -> written.get() > before + 50);
    }

    private TableSnapshot settled(Table table, Visibility start) {
        for (int i = 0; i < RETAKES_MAX; i++) {
            TableSnapshot snapshot = snapshot(table);
            if (snapshot.visibility().settledSince(start)) {
                return snapshot;
            }
            snapshot.close();
        }
        throw new AssertionError("no snapshot settles: something is open for long");
    }

    /** Inserts, changes and deletes in transactions that overlap, by two sessions. */
    private void write(AtomicBoolean stop, AtomicInteger written) {
        try (Connection one = bench().connect(Side.SOURCE);
                Connection other = bench().connect(Side.SOURCE)) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            for (int i = 2; !stop.get(); i += 2) {
                ContractBench.execute(one, "INSERT INTO note VALUES (" + i + ", 'new')");
                ContractBench.execute(other, "INSERT INTO note VALUES (" + (i + 1) + ", 'new')");
                ContractBench.execute(one, "UPDATE note SET words = 'changed " + i + "' WHERE id = " + (i - 2));
                other.commit();
                ContractBench.execute(one, "DELETE FROM note WHERE id = " + (i - 7));
                one.commit();
                written.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Applies, change by change, every transaction that the snapshot did not see; each must meet its row. */
    private List<String> followUnseen(Visibility seen) {
        List<String> wrong = new ArrayList<>();
        List<LogEvent> events = bench().drain(Side.SOURCE, bench().forward);
        long counter = 0;
        try (Applier applier = bench().target().applier(bench().forward)) {
            Map<Row, Optional<Row>> unsure = unsure(events, seen);
            if (!unsure.isEmpty()) {
                counter++;
                settle(applier, events, unsure);
            }
            boolean applying = false;
            for (LogEvent event : events) {
                if (event instanceof Begin begin) {
                    applying = !seen.sees(begin.id()) && !seen.isUnsureOf(begin.id());
                    if (applying) {
                        counter++;
                        applier.begin(new Checkpoint(bench().forward, begin.position(), counter, true, ""));
                    }
                } else if (applying && event instanceof LogEvent.Changed changed) {
                    applier.savepoint();
                    Change change = changed.change();
                    Applier.Outcome outcome = applier.write(change);
                    if (outcome != Applier.Outcome.DONE) {
                        applier.rollbackToSavepoint();
                        wrong.add(outcome + " " + change);
                    }
                } else if (applying && event instanceof LogEvent.Commit) {
                    applier.commit();
                }
            }
        }
        assertThat(counter).as("transactions that the snapshot did not see").isPositive();
        return wrong;
    }

    /** What became of each key of which nobody can say whether the snapshot saw it. */
    private static Map<Row, Optional<Row>> unsure(List<LogEvent> events, Visibility seen) {
        Map<Row, Optional<Row>> images = new LinkedHashMap<>();
        boolean unsure = false;
        for (LogEvent event : events) {
            if (event instanceof Begin begin) {
                unsure = seen.isUnsureOf(begin.id());
            } else if (unsure && event instanceof LogEvent.Changed changed) {
                if (changed.change() instanceof Change.Insert insert) {
                    images.put(insert.row().pick(insert.table().keyIndexes()), Optional.of(insert.row()));
                } else if (changed.change() instanceof Change.Update update) {
                    images.put(update.key(), Optional.empty());
                    images.put(update.newKey(), Optional.of(update.row()));
                } else if (changed.change() instanceof Change.Delete delete) {
                    images.put(delete.key(), Optional.empty());
                }
            }
        }
        return images;
    }

    private void settle(Applier applier, List<LogEvent> events, Map<Row, Optional<Row>> images) {
        List<Row> gone = new ArrayList<>();
        List<Row> there = new ArrayList<>();
        images.forEach((key, image) -> image.ifPresentOrElse(there::add, () -> gone.add(key)));
        Table table = ContractBench.changes(events).get(0).table();
        applier.begin(new Checkpoint(
                bench().forward, ContractBench.begins(events).get(0).position(), 1, /* applying= */ true, ""));
        assertThat(applier.settle(new ChangeSet(table, gone, List.of(), there))).isEqualTo(Applier.Outcome.DONE);
        applier.commit();
    }

    private TableSnapshot snapshot(Table table) {
        return bench().source().snapshot(table, bench().target().loader().format(table, bench().source()));
    }

    private long load(Table table, TableSnapshot snapshot) {
        long rows = 0;
        for (String range : snapshot.ranges(/* wanted= */ 2)) {
            try (TableSnapshot.Rows read = snapshot.read(range)) {
                rows += bench().target().loader().load(table, read);
            }
        }
        return rows;
    }

    private boolean equalOnBothSides(Table table) {
        int buckets = 16;
        return Set.copyOf(bench().source().digests().buckets(table, buckets))
                .equals(Set.copyOf(bench().target().digests().buckets(table, buckets)));
    }
}
