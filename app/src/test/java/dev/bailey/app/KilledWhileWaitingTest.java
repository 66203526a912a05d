package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.testkit.BaileyProcess;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bailey dies while it waits for a person. */
class KilledWhileWaitingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADD = "ALTER TABLE customers ADD COLUMN nickname text DEFAULT 'none'";

    @TempDir
    private Path folder;

    @Test
    void killedWhileItWaitsForAColumnItWaitsForTheSameOneAgainAndGoesOn()
            throws IOException, InterruptedException, SQLException {
        try (CrossingWorld world = new CrossingWorld(folder, "{ lag: 5s }")) {
            String statement;
            try (BaileyProcess doomed = world.run("")) {
                CrossingWorld.awaitReady(doomed);
                try (Connection source = world.connectOld();
                        Statement ddl = source.createStatement()) {
                    ddl.execute(ADD);
                    ddl.execute("UPDATE customers SET nickname = 'Kim' WHERE id = 1");
                }
                statement = awaitSentence(world);
                doomed.kill();
            }
            try (BaileyProcess bailey = world.run("")) {
                assertThat(awaitSentence(world)).isEqualTo(statement);
                try (Connection target = world.connectNew();
                        Statement ddl = target.createStatement()) {
                    ddl.execute(ADD);
                }

                CrossingWorld.awaitReady(bailey);
                Eventually.eventually(
                        "the update comes", PATIENCE, () -> nickname(world).equals("Kim"));
            }
        }
    }

    private static String awaitSentence(CrossingWorld world) {
        String[] sentence = new String[1];
        Eventually.eventually("the stream waits for the column", PATIENCE, () -> {
            JsonNode forward = world.status().get("stores").get(0).get("forward");
            sentence[0] = forward.path("failure").asText();
            return forward.path("mode").asText().equals("waiting")
                    && sentence[0].contains("ALTER TABLE \"public\".\"customers\" ADD COLUMN \"nickname\" text");
        });
        return sentence[0];
    }

    private static String nickname(CrossingWorld world) throws SQLException {
        try (Connection target = world.connectNew();
                Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery("SELECT nickname FROM customers WHERE id = 1")) {
            row.next();
            return row.getString(1);
        }
    }
}
