package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.RepairAnswer;
import dev.bailey.control.RepairOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is compared again and again while a migration runs. */
class ComparedAgainTest {

    @TempDir
    private Path folder;

    private LiveWorld world;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        world = new LiveWorld(
                folder,
                Servers.OLD,
                Servers.NEW,
                "CREATE TABLE item (id int PRIMARY KEY, name text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, 2000) i",
                "CREATE TABLE other (id int PRIMARY KEY)");
        world.plan(plan -> plan + "compare: { every: 1s }\n");
        world.start();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatNoStreamHasSeenIsFoundByTheNextRoundAndNamed() {
        world.awaitOpen();
        Instant first = Objects.requireNonNull(world.store().comparison().endedAt());

        // as a fault of Bailey's own, which no stream carries and nobody counts as foreign
        world.onTarget(
                "SET session_replication_role = replica",
                "BEGIN",
                "INSERT INTO bailey.checkpoint VALUES ('none', '0/1', 1, true, '')",
                "UPDATE item SET name = 'silent' WHERE id = 7",
                "DELETE FROM bailey.checkpoint WHERE stream = 'none'",
                "COMMIT");

        world.awaitClosed("different in 1 rows of 2000");
        LiveWorld.eventually(
                "the round is over",
                () -> Objects.requireNonNull(world.store().comparison().endedAt())
                        .isAfter(first));
        RepairAnswer answer =
                world.migration().repair(new RepairOrder("shop", "public.item", List.of("7"), false), "a test");
        assertThat(answer)
                .isInstanceOfSatisfying(
                        RepairAnswer.Done.class,
                        done -> assertThat(done.equal()).isTrue());
        world.awaitOpen();
        assertThat(world.store().comparison().tables()).isEqualTo(2);
    }
}
