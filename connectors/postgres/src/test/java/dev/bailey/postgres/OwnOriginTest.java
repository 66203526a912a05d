package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Origin;
import dev.bailey.core.Side;
import dev.bailey.core.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Bailey writes is not read by Bailey again where the server can leave it out. */
class OwnOriginTest {

    private static final Duration WAIT = Duration.ofMillis(50);

    private final Sides sides = new Sides();
    private String stream = "";

    @BeforeEach
    void follow() {
        sides.both("CREATE TABLE note (id int PRIMARY KEY)");
        stream = sides.stream(Side.TARGET, sides.table("note"));
    }

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void ownTransactionsAreNotSentToWhoeverWantsOnlyLocalOnes() throws SQLException {
        write(1);
        sides.run(Side.TARGET, "INSERT INTO note VALUES (2)");

        assertThat(origins(Wanted.LOCAL)).containsExactly(Origin.APPLICATION);
        assertThat(origins(Wanted.ALL)).containsExactly(Origin.BAILEY, Origin.APPLICATION);
    }

    @Test
    void whereAnotherReplicationWritesEverythingIsRead() throws SQLException {
        write(1);
        sides.run(Side.TARGET, "SELECT pg_replication_origin_create('of somebody else')");
        try {
            assertThat(origins(Wanted.LOCAL)).containsExactly(Origin.BAILEY);
        } finally {
            sides.run(Side.TARGET, "SELECT pg_replication_origin_drop('of somebody else')");
        }
    }

    @Test
    void moreSessionsThanThereAreOriginsWriteAllTheSame() throws SQLException {
        List<Connection> sessions = new ArrayList<>();
        try {
            for (int id = 1; id <= 8; id++) {
                Connection session = OwnWrite.session(sides.target.connections(), Duration.ZERO);
                sessions.add(session);
                write(session, id);
            }
        } finally {
            sessions.forEach(PostgresConnections::discard);
        }

        assertThat(origins(Wanted.LOCAL)).doesNotContain(Origin.APPLICATION);
        assertThat(sides.texts(Side.TARGET, "SELECT count(*) FROM note")).containsExactly("8");
        assertThat(sides.texts(Side.TARGET, "SELECT count(*) FROM pg_replication_origin"))
                .containsExactly("5");
    }

    private void write(int id) throws SQLException {
        try (Connection session = OwnWrite.session(sides.target.connections(), Duration.ZERO)) {
            write(session, id);
        }
    }

    private static void write(Connection session, int id) throws SQLException {
        session.setAutoCommit(false);
        OwnWrite.announce(session);
        try (Statement statement = session.createStatement()) {
            statement.execute("INSERT INTO note VALUES (" + id + ")");
        }
        session.commit();
    }

    /** Who wrote what is read up to a mark; the mark's own transaction is left out. */
    private List<Origin> origins(Wanted wanted) {
        sides.target.log().mark("end of " + wanted);
        List<Origin> origins = new ArrayList<>();
        try (LogReader reader = sides.target.log().read(stream, wanted)) {
            LogEvent event = null;
            while (!(event instanceof LogEvent.Marked marked && marked.mark().equals("end of " + wanted))) {
                event = reader.next(WAIT);
                if (event instanceof LogEvent.Begin begin) {
                    origins.add(begin.origin());
                } else if (event instanceof LogEvent.Marked) {
                    origins.remove(origins.size() - 1);
                }
            }
        }
        return origins;
    }
}
