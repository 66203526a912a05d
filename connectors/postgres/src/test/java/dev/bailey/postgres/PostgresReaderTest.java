package dev.bailey.postgres;

import static dev.bailey.postgres.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresReaderTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Sides sides = new Sides();
    private final PostgresLog log = (PostgresLog) sides.source.log();
    private final LogReading reading = new LogReading(log);

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void rowsComeAsTheServerWritesThem() {
        sides.both("CREATE TABLE \"Odd \"\"Name\" (\"Id\" int PRIMARY KEY, n numeric, a text[], j jsonb, t timestamptz,"
                + " b bytea, d double precision)");
        String stream = sides.stream(Side.SOURCE, sides.table("Odd \"Name"));
        sides.run(
                Side.SOURCE,
                "INSERT INTO \"Odd \"\"Name\" VALUES (1, 'NaN', '{a,NULL,\"b,c\"}', '{\"x\": [1, 2.50]}',"
                        + " '2026-03-29 02:30:00+02', '\\x00ff', 0.1::float8 + 0.2)",
                "INSERT INTO \"Odd \"\"Name\" (\"Id\") VALUES (2)");

        List<Change> changes = reading.changes(stream);

        Change.Insert full = (Change.Insert) changes.get(0);
        assertThat(full.table().id()).isEqualTo(new TableId("public", "Odd \"Name"));
        assertThat(full.table().key().get(0).name()).isEqualTo("Id");
        assertThat(full.row())
                .isEqualTo(row(
                        "1",
                        "NaN",
                        "{a,NULL,\"b,c\"}",
                        "{\"x\": [1, 2.50]}",
                        "2026-03-29 00:30:00+00",
                        "\\x00ff",
                        "0.30000000000000004"));
        Change.Insert empty = (Change.Insert) changes.get(1);
        assertThat(empty.row().at(1)).isEqualTo(Value.NULL);
    }

    @Test
    void updatesDeletesAndTruncationsCarryTheirKeys() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY, note text)", "CREATE TABLE u (id int PRIMARY KEY)");
        String stream = sides.stream(Side.SOURCE, sides.table("t"), sides.table("u"));
        sides.run(
                Side.SOURCE,
                "INSERT INTO t VALUES (1, 'one')",
                "UPDATE t SET note = 'uno'",
                "UPDATE t SET id = 2",
                "DELETE FROM t",
                "TRUNCATE t, u");

        List<Change> changes = reading.changes(stream);

        Change.Update note = (Change.Update) changes.get(1);
        assertThat(note.key()).isEqualTo(row("1"));
        assertThat(note.row()).isEqualTo(row("1", "uno"));
        Change.Update key = (Change.Update) changes.get(2);
        assertThat(key.key()).isEqualTo(row("1"));
        assertThat(key.newKey()).isEqualTo(row("2"));
        assertThat(((Change.Delete) changes.get(3)).key()).isEqualTo(row("2"));
        assertThat(((Change.Truncate) changes.get(4)).tables())
                .extracting(table -> table.id().name())
                .containsExactlyInAnyOrder("t", "u");
    }

    @Test
    void aLargeValueThatDidNotChangeIsLeftOut() {
        sides.both(
                "CREATE TABLE t (id int PRIMARY KEY, n int, large text)",
                "ALTER TABLE t ALTER large SET STORAGE EXTERNAL");
        String stream = sides.stream(Side.SOURCE, sides.table("t"));
        sides.run(
                Side.SOURCE,
                "INSERT INTO t VALUES (1, 1, repeat('x', 10000))",
                "UPDATE t SET n = 2",
                "UPDATE t SET id = 2");

        List<Change> changes = reading.changes(stream);

        assertThat(((Change.Insert) changes.get(0)).row().at(2).bytes()).hasSize(10000);
        assertThat(((Change.Update) changes.get(1)).row().at(2)).isEqualTo(Value.UNCHANGED);
        assertThat(((Change.Update) changes.get(2)).row().at(2)).isEqualTo(Value.UNCHANGED);
    }

    @Test
    void aTableThatLogsWholeRowsIsStillKnownByItsPrimaryKey() {
        sides.both(
                "CREATE TABLE t (a text, id int PRIMARY KEY, large text)",
                "ALTER TABLE t ALTER large SET STORAGE EXTERNAL",
                "ALTER TABLE t REPLICA IDENTITY FULL");
        String stream = sides.stream(Side.SOURCE, sides.table("t"));
        sides.run(Side.SOURCE, "INSERT INTO t VALUES ('a', 1, repeat('x', 10000))", "UPDATE t SET a = 'b', id = 7");

        Change.Update update = (Change.Update) reading.changes(stream).get(1);

        assertThat(update.key()).isEqualTo(row("1"));
        assertThat(update.newKey()).isEqualTo(row("7"));
        assertThat(update.row().at(2).bytes()).hasSize(10000);
    }

    @Test
    void aTableWhosePrimaryKeyIsDeferrableIsKnownByWholeRowsInTheLogAsInTheCatalog() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY DEFERRABLE, v text)", "ALTER TABLE t REPLICA IDENTITY FULL");
        String stream = sides.stream(Side.SOURCE, sides.table("t"));
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1, 'a')");

        Change insert = reading.changes(stream).get(0);

        assertThat(insert.table()).isEqualTo(sides.table("t"));
        assertThat(insert.table().key()).hasSize(2);
    }

    @Test
    void baileysOwnTransactionsComeWithoutTheirChanges() throws SQLException {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        String stream = sides.stream(Side.SOURCE, sides.table("t"));
        try (Connection own = sides.connect(Side.SOURCE)) {
            own.setAutoCommit(false);
            OwnWrite.announce(own);
            own.createStatement().execute("INSERT INTO t VALUES (1)");
            own.commit();
        }
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (2)");

        List<LogEvent> events = reading.untilMark(stream);

        assertThat(events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("Begin", "Commit", "Begin", "Changed", "Commit", "Begin", "Marked", "Commit");
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        LogEvent.Begin.class,
                        begin -> assertThat(begin.origin()).isEqualTo(Origin.BAILEY));
        assertThat(events.get(2)).isInstanceOfSatisfying(LogEvent.Begin.class, begin -> {
            assertThat(begin.origin()).isEqualTo(Origin.APPLICATION);
            assertThat(begin.committedAt()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
        });
        assertThat(LogReading.changes(events)).hasSize(1);
    }

    @Test
    void marksStandWhereTheyWereWritten() {
        sides.both("CREATE TABLE t (id int PRIMARY KEY)");
        String stream = sides.stream(Side.SOURCE, sides.table("t"));
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (1)");
        log.mark("here");
        sides.run(Side.SOURCE, "INSERT INTO t VALUES (2)", "SELECT pg_logical_emit_message(true, 'other', 'not ours')");

        List<LogEvent> events = reading.untilMark(stream);

        assertThat(events.stream()
                        .filter(event -> !(event instanceof LogEvent.Begin || event instanceof LogEvent.Commit)))
                .extracting(event -> event instanceof LogEvent.Marked mark ? mark.mark() : "change")
                .containsExactly("change", "here", "change", "end");
    }

    @Test
    void aMarkWrittenOnceIsNotWrittenAgain() {
        String stream = sides.stream(Side.SOURCE);

        assertThat(log.marked("apply x")).isFalse();
        assertThat(log.markOnce("apply x")).isTrue();
        assertThat(log.markOnce("apply x")).isFalse();
        assertThat(log.marked("apply x")).isTrue();

        assertThat(reading.untilMark(stream))
                .filteredOn(LogEvent.Marked.class::isInstance)
                .extracting(event -> ((LogEvent.Marked) event).mark())
                .containsExactly("apply x", "end");
    }

    @Test
    void aServerCutOffIsAProblem() {
        String stream = sides.stream(Side.SOURCE);
        try (LogReader reader = log.read(stream)) {
            sides.texts(
                    Side.SOURCE,
                    "SELECT pg_terminate_backend(active_pid)::text FROM pg_replication_slots WHERE slot_name = 'bailey_"
                            + stream + "'");

            assertThatThrownBy(() -> reader.next(SOON))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.isRetryable()).isTrue());
        }
    }

    @Test
    void aSilentStreamLivesAsLongAsTheServerSendsIt() {
        String stream = sides.stream(Side.SOURCE);
        try (LogReader reader =
                new PostgresReader(sides.source.connections(), "bailey_" + stream, Duration.ofMillis(100))) {
            assertThat(reader.next(Duration.ofMillis(500))).isNull();
            assertThat(reading.untilMark(reader)).isNotEmpty();
        }
    }

    @Test
    void aStreamThatNothingPassesIsUnreachable() {
        String stream = sides.stream(Side.SOURCE);
        try (FaultyLink link = new FaultyLink(SharedServers.of(Version.OLDER).port());
                PostgresConnections through = sides.through(link);
                LogReader reader = new PostgresReader(through, "bailey_" + stream, Duration.ofSeconds(1))) {
            link.freeze();

            assertThatThrownBy(() -> reader.next(SOON))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE));
        }
    }
}
