package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.control.FlipAnswer;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/postgresql.md says under "Beginning again", done word for word. */
class BeginningAgainTest {

    private static final String[] TAKE_OUT = {
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                + " WHERE slot_name LIKE 'bailey\\_%' AND database = current_database()",
        "DO $$ DECLARE name text; BEGIN FOR name IN SELECT pubname FROM pg_publication WHERE pubname LIKE 'bailey\\_%'"
                + " LOOP EXECUTE format('DROP PUBLICATION %I', name); END LOOP; END $$",
        "DROP SCHEMA bailey CASCADE"
    };

    @TempDir
    private Path folder;

    @Test
    void aMigrationThatLostItsPlaceInTheLogSaysSoAndIsBegunAgainAsTheDocumentationSays()
            throws IOException, InterruptedException {
        try (LiveWorld world =
                new LiveWorld(folder, Servers.OLD, Servers.NEW, "CREATE TABLE item (id int PRIMARY KEY, name text)")) {
            world.start();
            world.end();
            world.onSource(
                    "INSERT INTO item VALUES (1, 'in no stream')",
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                            + " WHERE database = current_database()");

            assertThatThrownBy(world::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("is gone: somebody dropped it")
                    .hasMessageContaining("docs/postgresql.md, \"Beginning again\"");
            assertThat(world.move(Side.TARGET)).isInstanceOf(FlipAnswer.Closed.class);

            world.end();
            world.onSource(TAKE_OUT);
            world.onTarget(TAKE_OUT);
            Servers.NEW.execute("postgres", "DROP DATABASE " + world.targetName, "CREATE DATABASE " + world.targetName);
            remove(folder.resolve(".bailey"));
            world.start();

            world.awaitOpen();
            world.onSource("INSERT INTO item VALUES (2, 'followed')");
            world.awaitEqual("item", "id");
        }
    }

    private static void remove(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
