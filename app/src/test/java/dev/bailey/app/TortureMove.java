package dev.bailey.app;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog;
import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Ownership;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.StreamStatus;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The torture schema on its way from one server to another. */
final class TortureMove implements AutoCloseable {

    private static final String WITHOUT_KEYS = """
            DO $$
            DECLARE
                dropping text;
            BEGIN
                FOR dropping IN
                    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
                    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
                LOOP
                    EXECUTE dropping;
                END LOOP;
            END $$""";

    /** For the long form as well, which writes 100,000 rows again and again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** As many as a cutover leaves between the sides. */
    private static final long SEQUENCE_GAP = 1_000;

    private final Place from;
    private final Place into;
    private final Database source;
    private final Database target;
    private final int major;
    private final String name;
    private final List<Table> tables;
    private final Replication replication;
    private Side owner = Side.SOURCE;
    private final AtomicInteger marks = new AtomicInteger();

    TortureMove(Place from, Place into) {
        this.from = from;
        this.into = into;
        this.name = "torture_" + from.database();
        this.major = Torture.install(from, into);
        this.source = new PostgresConnector().open(from.url());
        this.target = new PostgresConnector().open(into.url());
        this.tables = source.catalog().tables(List.of("*"), List.of("aside.*"));
        this.replication = new Replication(
                name, source, target, tables, ReplicationSettings.defaults(), InstantSource.system(), milestone -> {});
    }

    /** Nothing may stand in the way, and the target's schema is Bailey's work alone. */
    void makeSchema() {
        assertThat(source.catalog().obstacles(Side.SOURCE, tables, target.catalog()))
                .isEmpty();
        Catalog.Script script = source.catalog().script(tables);
        target.catalog().run(script.beforeLoad(), statement -> {});
        assertThat(target.catalog().obstacles(Side.TARGET, tables, source.catalog()))
                .isEmpty();
        for (Database side : List.of(target, source)) {
            side.catalog().install();
            side.guard().install(tables, side == source ? GuardState.open(0) : GuardState.shut(0));
        }
    }

    void copy() {
        replication.prepare();
        replication.start();
        awaitCopy();
        finishSchema();
        into.handOver();
    }

    private void finishSchema() {
        target.catalog().run(source.catalog().script(tables).afterLoad(), statement -> {});
    }

    /** Foreign keys that act on what Bailey writes are off for the time, as docs/postgresql.md says. */
    void reloadAll() {
        if (into.bare()) {
            into.server().execute(into.database(), WITHOUT_KEYS);
        }
        for (Table table : tables) {
            replication.reload(table.id());
        }
        awaitCopy();
        finishSchema();
    }

    private void awaitCopy() {
        eventually("the copy is done", PATIENCE, () -> {
            replication.copy().failure().ifPresent(problem -> {
                throw new AssertionError(problem);
            });
            requireStreams();
            return replication.copy().done() && replication.copy().current().isEmpty();
        });
    }

    private void requireStreams() {
        for (Side side : Side.values()) {
            StreamStatus status = replication.stream(side);
            status.failure().ifPresent(problem -> {
                throw new AssertionError("the stream from the " + side.label() + " failed", problem);
            });
        }
    }

    /** What a cutover does to streams, sequences and guards, without its fence: nobody writes now. */
    void turnTo(Side side) {
        drain();
        Database old = database(owner);
        Database next = database(side);
        next.catalog().advance(old.catalog().sequences(tables), SEQUENCE_GAP);
        owner = side;
        replication.owners(Ownership.sole(side));
        next.log().markOnce("apply " + stream(side));
        move(old.guard(), GuardState.shut(0));
        move(next.guard(), GuardState.open(0));
    }

    private static void move(Guard guard, GuardState next) {
        assertThat(guard.move(guard.read().state(), next)).isTrue();
    }

    /** Changes everything again and again in the background, where the writes belong, until it is closed. */
    Changes changing() {
        return new Changes(owner == Side.SOURCE ? from : into);
    }

    /** By Bailey's own comparison, and by what both servers print. */
    void assertEqual() {
        drain();
        Map<TableId, Verdict> verdicts = new Verification(
                        source, target, owner, this::drain, VerificationSettings.standard())
                .compare(tables, Progress.SILENT);
        Map<String, List<String>> here = PlainDump.of(from.server(), from.database());
        Map<String, List<String>> there = PlainDump.of(into.server(), into.database());
        assertThat(there.keySet()).isEqualTo(here.keySet());
        here.forEach((table, rows) -> assertThat(there.get(table)).as(table).isEqualTo(rows));
        assertThat(verdicts).hasSameSizeAs(tables);
        assertThat(verdicts.values()).allMatch(Verdict.Equal.class::isInstance);
    }

    /** Waits until a mark has come through, and so everything before it. */
    private void drain() {
        eventually("all that was written is applied", PATIENCE, mark()::isApplied);
    }

    private Mark mark() {
        Mark mark = new Mark(marks.getAndIncrement());
        database(owner).log().mark(mark.text());
        return mark;
    }

    /** Something in the log of the side that owns, whose number says how late it is. */
    private final class Mark {
        private static final String PREFIX = "drained ";
        private final int number;

        private Mark(int number) {
            this.number = number;
        }

        private String text() {
            return PREFIX + number;
        }

        /** Another one that came later will do. */
        private boolean isApplied() {
            requireStreams();
            return database(owner.opposite())
                    .checkpoint(stream(owner))
                    .filter(checkpoint -> checkpoint.mark().startsWith(PREFIX)
                            && Integer.parseInt(checkpoint.mark().substring(PREFIX.length())) >= number)
                    .isPresent();
        }
    }

    private String stream(Side reads) {
        return name + (reads == Side.SOURCE ? "_forward" : "_reverse");
    }

    private Database database(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    @Override
    public void close() {
        replication.close();
        replication.dropStreams();
        source.close();
        target.close();
    }

    /** One writer that changes everything, round after round. */
    final class Changes implements AutoCloseable {
        private final AtomicInteger rounds = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final Thread writer;

        private Changes(Place place) {
            this.writer = new Thread(() -> change(place), "torture");
            writer.start();
        }

        private void change(Place place) {
            try {
                while (!over.get()) {
                    Torture.change(place, major);
                    rounds.incrementAndGet();
                    // As fast as it can, it would leave the stream farther behind with every round.
                    eventually("the stream has caught up", PATIENCE, mark()::isApplied);
                }
            } catch (RuntimeException e) {
                failure.set(e);
            }
        }

        void awaitRounds(int more) {
            int goal = rounds.get() + more;
            eventually(more + " rounds of changes are made", PATIENCE, () -> {
                throwFailure();
                return rounds.get() >= goal;
            });
        }

        private void throwFailure() {
            RuntimeException thrown = failure.get();
            if (thrown != null) {
                throw new AssertionError("the changes cannot be made", thrown);
            }
        }

        @Override
        public void close() {
            over.set(true);
            eventually("the last round of changes is made", PATIENCE, () -> !writer.isAlive());
            throwFailure();
        }
    }
}
