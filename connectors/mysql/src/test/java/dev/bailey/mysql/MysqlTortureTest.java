package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Wanted;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type at its edges goes through the log of either side into the other, as sets and change by change. */
class MysqlTortureTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** What happens to rows that are there, so that each column is written once more, and to what is none. */
    private static final List<String> CHANGES = List.of(
            "UPDATE torture SET nul = 'new' WHERE id < 12",
            "UPDATE torture SET id = id + 1000 WHERE id IN (2, 13, 40)",
            "DELETE FROM torture WHERE id IN (0, 22)",
            "UPDATE torture SET latin = c, utf4 = latin, twice = single, member = NULL, place = NULL WHERE id IN (11, 12)");

    @ParameterizedTest
    @EnumSource
    void rowsGoThereAsSetsAndBackOneByOne(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            TortureTable.create(pair, engine, "");
            ChangeLog there = log(pair, Side.SOURCE);
            ChangeLog back = log(pair, Side.TARGET);
            there.create("there", List.of());
            back.create("back", List.of());

            TortureTable.fill(pair, engine);
            apply(pair, Side.TARGET, "there", new Sets(), changes(there, "there"));
            requireEqual(pair);

            pair.run(Side.TARGET, CHANGES.toArray(String[]::new));
            apply(pair, Side.SOURCE, "back", Applier::write, changes(back, "back"));
            requireEqual(pair);
        }
    }

    private static ChangeLog log(Pair pair, Side side) {
        return MysqlDatabase.of(pair.connections(side)).log();
    }

    private static void requireEqual(Pair pair) throws SQLException {
        String readable = TortureTable.readable(pair);
        assertThat(pair.texts(Side.TARGET, readable)).isEqualTo(pair.texts(Side.SOURCE, readable));
        assertThat(pair.checksum(Side.TARGET, TortureTable.NAME))
                .isEqualTo(pair.checksum(Side.SOURCE, TortureTable.NAME));
    }

    /** What the log holds of the application's changes up to now, and the last position. */
    private static Logged changes(ChangeLog log, String stream) {
        String end = "end of " + stream;
        log.mark(end);
        List<Change> changes = new ArrayList<>();
        Position last = null;
        try (LogReader reader = log.read(stream, Wanted.ALL)) {
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event instanceof LogEvent.Marked marked && marked.mark().equals(end)) {
                    return new Logged(changes, last);
                } else if (event instanceof LogEvent.Changed changed) {
                    changes.add(changed.change());
                } else if (event instanceof LogEvent.Commit commit) {
                    last = commit.position();
                } else if (event == null) {
                    throw new AssertionError("nothing came within " + SOON);
                }
            }
        }
    }

    private record Logged(List<Change> changes, @Nullable Position last) {}

    /** How changes are written. */
    @FunctionalInterface
    private interface Writing {
        Applier.Outcome write(Applier applier, Change change);
    }

    private static void apply(Pair pair, Side side, String stream, Writing writing, Logged logged) {
        assertThat(logged.changes).isNotEmpty();
        try (Applier applier = new MysqlApplier(pair.connections(side), pair.dialect(side), stream)) {
            applier.begin(new Checkpoint(stream, Objects.requireNonNull(logged.last), 1, true, ""));
            for (Change change : logged.changes) {
                assertThat(writing.write(applier, change)).as(change.toString()).isEqualTo(Applier.Outcome.DONE);
            }
            applier.commit();
        }
    }

    /** Each change as a set of its own kind. */
    private static final class Sets implements Writing {
        @Override
        public Applier.Outcome write(Applier applier, Change change) {
            Table table = change.table();
            List<Row> none = List.of();
            if (change instanceof Change.Insert insert) {
                return applier.write(new ChangeSet(table, none, List.of(), List.of(insert.row())));
            } else if (change instanceof Change.Update update) {
                return applier.write(new ChangeSet(table, none, List.of(update), none));
            } else if (change instanceof Change.Delete delete) {
                return applier.write(new ChangeSet(table, List.of(delete.key()), List.of(), none));
            }
            throw new IllegalStateException("unexpected: " + change);
        }
    }
}
