package dev.bailey.postgres;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.testkit.FreePort;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresConnectorTest {

    private static final String SECRET = "hunter2/hunter2";
    private static final String ENCODED = "hunter2%2Fhunter2";

    private final PostgresConnector connector = new PostgresConnector();

    @Test
    void aDatabaseSaysWhatItIsAndWhere() {
        PostgresServer server = SharedServers.of(Version.NEWER);
        String name = server.createDatabase();

        try (Database database = connector.open(server.url(name).replace("postgresql:", "postgres:"))) {
            assertThat(database.label()).matches("PostgreSQL 18\\.\\d+ at 127\\.0\\.0\\.1:\\d+/" + name);
        }
    }

    @Test
    void aWrongPasswordIsDenied() {
        PostgresServer server = SharedServers.of(Version.OLDER);
        server.execute(
                "postgres",
                "DROP ROLE IF EXISTS guarded",
                "CREATE ROLE guarded LOGIN PASSWORD 'right'",
                "DO $$ DECLARE lines text := pg_read_file(current_setting('hba_file')); BEGIN"
                        + " EXECUTE format('COPY (SELECT regexp_split_to_table(%L, E''\\n'')) TO %L',"
                        + " E'host all guarded all scram-sha-256\\n' || lines, current_setting('hba_file')); END $$",
                "SELECT pg_reload_conf()");

        Problem problem = failure("postgresql://guarded:" + ENCODED + "@127.0.0.1:" + server.port() + "/postgres");

        assertThat(problem.kind()).isEqualTo(Problem.Kind.DENIED);
        assertThat(problem).hasMessageContaining("guarded").hasMessageContaining("password");
    }

    @Test
    void nobodyListeningIsUnreachable() {
        int port = FreePort.next();

        Problem problem = failure("postgresql://bailey:" + ENCODED + "@127.0.0.1:" + port + "/shop");

        assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
        assertThat(problem)
                .hasMessageContaining("127.0.0.1:" + port + "/shop")
                .hasMessageEndingWith(" refused (SQLSTATE 08001); check that the server runs there and that the network"
                        + " lets Bailey through");
    }

    @Test
    void aNameThatNobodyKnowsIsSaidToBeUnknown() {
        Problem problem = failure("postgresql://bailey:" + ENCODED + "@nobody..knows:5432/shop");

        assertThat(problem.kind()).isEqualTo(Problem.Kind.UNREACHABLE);
        assertThat(problem)
                .hasMessageContaining("the name \"nobody..knows\" is not known here")
                .hasMessageNotContaining("SQLSTATE");
    }

    @Test
    void aDatabaseThatDoesNotExistIsUnfit() {
        Problem problem = failure("postgresql://postgres:" + ENCODED + "@127.0.0.1:"
                + SharedServers.of(Version.OLDER).port() + "/nowhere");

        assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT);
        assertThat(problem).hasMessageContaining("nowhere");
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutRepeatingIt() {
        for (String wrong : new String[] {
            "mysql://a:" + SECRET + "@b/c",
            "postgresql://a:" + SECRET + "@b:1/",
            "postgresql://a:" + SECRET + "@b,:1/d",
            "postgresql://a:%zz" + SECRET + "@b:1/d",
            "postgresql://a:" + SECRET + "@b:1/d?options=x"
        }) {
            assertThat(failure(wrong).kind()).isEqualTo(Problem.Kind.UNFIT);
        }
    }

    @Test
    void sessionsAreTheSameWhateverTheServerHasAsItsOwn() {
        PostgresServer server = SharedServers.of(Version.OLDER);
        String name = server.createDatabase();
        server.execute(
                name,
                "ALTER DATABASE " + name + " SET TimeZone = 'Asia/Tokyo'",
                "ALTER DATABASE " + name + " SET DateStyle = 'German'",
                "ALTER DATABASE " + name + " SET bytea_output = 'escape'",
                "ALTER DATABASE " + name + " SET statement_timeout = '1s'",
                "ALTER DATABASE " + name + " SET idle_session_timeout = '100ms'");

        try (PostgresConnections connections = new PostgresConnections(server.url(name))) {
            String texts = connections.call("asking", session -> {
                try (var statement = session.createStatement();
                        var row = statement.executeQuery(
                                "SELECT concat_ws(' ', '2026-01-02 03:04:05Z'::timestamptz, '\\xff'::bytea,"
                                        + " current_setting('statement_timeout'), current_setting('idle_session_timeout'))")) {
                    row.next();
                    return row.getString(1);
                }
            });
            assertThat(texts).isEqualTo("2026-01-02 03:04:05+00 \\xff 0 0");
        }
    }

    @Test
    void noLimitOnTransactionsCutsALongCopyShort() {
        PostgresServer server = SharedServers.of(Version.NEWER);
        String name = server.createDatabase();
        server.execute(name, "ALTER DATABASE " + name + " SET transaction_timeout = '500ms'");

        try (PostgresConnections connections = new PostgresConnections(server.url(name))) {
            boolean answered = connections.call("waiting", session -> {
                try (var statement = session.createStatement()) {
                    return statement.execute("SELECT pg_sleep(0.8)");
                }
            });
            assertThat(answered).isTrue();
        }
    }

    @Test
    void whatAFailoverOrALimitSaysIsWorthAnotherTry() {
        PostgresServer server = SharedServers.of(Version.NEWER);
        try (PostgresConnections connections = new PostgresConnections(server.url(server.createDatabase()))) {
            for (String refused : new String[] {
                "BEGIN READ ONLY; CREATE TABLE t ()", "SET transaction_timeout = 50; SELECT pg_sleep(10)"
            }) {
                assertThatThrownBy(() -> connections.call("trying", session -> {
                            try (var statement = session.createStatement()) {
                                return statement.execute(refused);
                            }
                        }))
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY));
            }
        }
    }

    @Test
    void aPasswordThatNoLongerFitsIsTriedSeldomAndAgain() {
        PostgresServer server = SharedServers.of(Version.NEWER);
        server.execute("postgres", "DROP ROLE IF EXISTS guest", "CREATE ROLE guest LOGIN PASSWORD 'old'");
        String name = server.createDatabase();
        requirePassword(server, "guest");
        Duration pause = Duration.ofSeconds(1);
        String url = "postgresql://guest:old@127.0.0.1:" + server.port() + "/" + name;
        try (PostgresConnections connections = new PostgresConnections(url, pause)) {
            PostgresConnections.discard(connections.open());
            server.execute("postgres", "ALTER ROLE guest PASSWORD 'new'");
            Problem changed = catchThrowableOfType(Problem.class, connections::open);
            server.execute("postgres", "ALTER ROLE guest PASSWORD 'old'");
            long refused = System.nanoTime();

            assertThat(changed.isRetryable()).isTrue();
            assertThat(changed)
                    .hasMessageContaining("no longer lets user \"guest\" in")
                    .hasMessageContaining("password authentication failed")
                    .hasMessageContaining("put the new one into the plan and restart Bailey");
            assertThatThrownBy(connections::open).hasMessage(changed.getMessage());
            eventually("it is let in again", Duration.ofSeconds(10), () -> {
                PostgresConnections.discard(connections.open());
                return true;
            });
            assertThat(System.nanoTime() - refused).isGreaterThan(pause.toNanos() * 9 / 10);
        }
    }

    private static void requirePassword(PostgresServer server, String role) {
        try {
            Path rules = server.folder().resolve("pg_hba.conf");
            Files.writeString(rules, "host all " + role + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.execute("postgres", "SELECT pg_reload_conf()");
    }

    @Test
    void aKeptSessionThatBrokeIsReplaced() {
        PostgresServer server = SharedServers.of(Version.OLDER);
        String name = server.createDatabase();
        try (PostgresConnections connections = new PostgresConnections(server.url(name))) {
            PostgresLog log = new PostgresLog(connections);
            log.visibility();
            server.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");

            assertThatThrownBy(log::visibility).isInstanceOf(Problem.class);
            assertThat(log.visibility()).isNotNull();
        }
    }

    private Problem failure(String url) {
        Problem problem = catchThrowableOfType(Problem.class, () -> connector.open(url));
        assertThat(problem).isNotNull();
        assertThat(problem.getMessage()).doesNotContain("hunter2");
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            assertThat(String.valueOf(cause.getMessage())).doesNotContain("hunter2");
        }
        return problem;
    }
}
