package dev.bailey.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.control.FlipAnswer;
import dev.bailey.control.ReloadAnswer;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A migration that is ready, while tables come, change and go on both sides. */
class TablesDuringTheRunTest {

    @TempDir
    private Path folder;

    private LiveWorld world;

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        world = new LiveWorld(
                folder,
                Servers.OLD,
                Servers.NEW,
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 2000) i",
                "CREATE TABLE event (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (2)",
                "INSERT INTO event VALUES (1, 1)");
        world.start();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void partitionsAndTablesMadeOnTheSourceAreCopiedAndFollowedOnceTheTargetHasThem() {
        world.onSource(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "INSERT INTO event VALUES (2, 2)",
                "CREATE TABLE loose (id int, day int, PRIMARY KEY (id, day))",
                "INSERT INTO loose VALUES (3, 3)",
                "ALTER TABLE event ATTACH PARTITION loose FOR VALUES FROM (3) TO (4)");

        world.awaitClosed("public.event_2 is on the source and not on the target");
        assertThat(world.closed())
                .contains("CREATE TABLE \"public\".\"event_2\" PARTITION OF public.event FOR VALUES FROM (2) TO (3)");
        assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Closed.class);

        world.onTarget(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "CREATE TABLE loose (id int, day int, PRIMARY KEY (id, day))");
        world.awaitClosed("public.loose is PARTITION OF public.event");
        world.bypassing("ALTER TABLE event ATTACH PARTITION loose FOR VALUES FROM (3) TO (4)");

        world.awaitOpen();
        world.onSource("INSERT INTO event VALUES (4, 2), (5, 3)", "DELETE FROM event WHERE id = 2");
        world.awaitEqual("event", "id");
        assertThatThrownBy(() -> world.onTarget("INSERT INTO event VALUES (9, 2)"))
                .hasStackTraceContaining("Bailey: writes to");
        assertThat(world.migration().verify().get("shop")).hasSize(4);

        world.onSource("DROP TABLE event_1");
        world.awaitClosed("public.event_1 is gone from the source");
        world.onTarget("DROP TABLE event_1");
        world.awaitOpen();
        world.awaitEqual("event", "id");
    }

    @Test
    void whatIsMadeOnTheTargetAfterTheMoveIsCarriedBack() {
        world.awaitOpen();
        assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Done.class);
        world.onTarget(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "INSERT INTO event VALUES (2, 2)",
                "ALTER TABLE item ADD COLUMN note text",
                "UPDATE item SET note = 'new' WHERE id = 7");

        world.awaitClosed("public.event_2 is on the target and not on the source");
        LiveWorld.eventually(
                "the way back waits", () -> world.store().reverse().mode().equals("waiting"));
        assertThat(world.store().reverse().failure())
                .contains("ALTER TABLE \"public\".\"item\" ADD COLUMN \"note\" text");
        world.onSource(
                "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (2) TO (3)",
                "ALTER TABLE item ADD COLUMN note text");

        world.awaitOpen();
        world.onTarget("INSERT INTO event VALUES (3, 2)", "UPDATE item SET note = 'newer' WHERE id = 8");
        world.awaitEqual("event", "id");
        world.awaitEqual("item", "id");
        assertThat(world.migration().reload("", "public.item", "a test")).isInstanceOf(ReloadAnswer.Refused.class);

        LiveWorld.eventually("it moves back", () -> world.move(Side.SOURCE) instanceof FlipAnswer.Done);
        world.onSource("INSERT INTO event VALUES (4, 2)");
        world.awaitEqual("event", "id");
    }

    @Test
    void aTableThatIsRenamedOrMadeAgainIsCopiedAnew() {
        world.onSource("ALTER TABLE item RENAME TO article", "INSERT INTO article VALUES (-1, 'after')");

        world.awaitClosed("public.item is gone from the source, or was renamed");
        LiveWorld.eventually(
                "the stream waits", () -> world.store().forward().mode().equals("waiting"));
        world.onTarget("ALTER TABLE item RENAME TO article");
        world.awaitOpen();
        world.awaitEqual("article", "id");

        world.onSource(
                "DROP TABLE article",
                "CREATE TABLE article (id int PRIMARY KEY, name text)",
                "INSERT INTO article VALUES (1, 'another')");
        world.awaitEqual("article", "id");
        world.awaitOpen();
        world.onSource("INSERT INTO article VALUES (2, 'more')");
        world.awaitEqual("article", "id");
    }

    @Test
    void aComparisonOfEverythingThatWasAskedForIsTheLastOne() {
        Instant before = requireNonNull(world.store().comparison().endedAt());

        world.migration().verify();

        assertThat(world.store().comparison().endedAt()).isAfter(before);
    }

    @Test
    void aDamagedTableIsReloadedWhileAllElseStreams() {
        world.bypassing("DELETE FROM item WHERE id % 3 = 0", "UPDATE item SET name = 'damaged' WHERE id = 1");
        world.migration().verify();
        world.awaitClosed("the sides are different");

        assertThat(world.migration().reload("", "public.itm", "a test"))
                .isEqualTo(new ReloadAnswer.NotThere(List.of("public.event_1", "public.item")));
        assertThat(world.migration().reload("", "public.item", "a test")).isInstanceOf(ReloadAnswer.Started.class);
        world.onSource("INSERT INTO event VALUES (7, 1)", "INSERT INTO item VALUES (-7, 'meanwhile')");

        world.awaitOpen();
        world.awaitEqual("item", "id");
        world.awaitEqual("event", "id");
    }

    @Test
    void aTableEmptiedWhileItIsComparedClosesTheGateUntilItWasComparedAgain() throws SQLException {
        world.awaitOpen();
        CompletableFuture<Verdict> compared;
        try (Connection locker = Servers.NEW.connect(world.targetName);
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("LOCK TABLE item IN ACCESS EXCLUSIVE MODE");
            compared = CompletableFuture.supplyAsync(this::verified);
            LiveWorld.eventually(
                    "the comparison waits for the lock",
                    () -> world.onTargetText(
                                    "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'item'::regclass")
                            .equals("t"));
            world.onSource("TRUNCATE item", "INSERT INTO item VALUES (1, 'after')");
            locker.rollback();
        }

        assertThat(compared.join()).isNotInstanceOf(Verdict.Different.class);
        world.awaitClosed("public.item");
        world.awaitOpen();
        world.awaitEqual("item", "id");
        assertThat(verified()).isInstanceOf(Verdict.Equal.class);
    }

    private Verdict verified() {
        return requireNonNull(
                requireNonNull(world.migration().verify().get("shop")).get(new TableId("public", "item")));
    }
}
