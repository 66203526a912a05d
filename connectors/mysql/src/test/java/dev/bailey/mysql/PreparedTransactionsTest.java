package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** XA transactions at the fence and in the log; on a server of its own, which counts them. */
@ParameterizedClass
@EnumSource(Engine.class)
class PreparedTransactionsTest {

    private static final Duration BRIEF = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init")
    private static BinlogServer server;

    private final String name = BinlogServer.freshName();

    @SuppressWarnings("NullAway.Init")
    private MysqlConnections connections;

    @SuppressWarnings("NullAway.Init")
    private MysqlDatabase database;

    PreparedTransactionsTest(Engine engine) {
        assertThat(engine).isNotNull();
    }

    @BeforeParameterizedClassInvocation
    static void start(Engine engine) {
        Servers.require(engine);
        server = engine == Engine.MARIADB ? MariaDbServer.start() : MySqlServer.start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        connections = new MysqlConnections(server.createDatabase(name));
        database = MysqlDatabase.of(connections);
        database.catalog().install();
        try (Connection application = server.connect(name)) {
            run(application, "CREATE TABLE note (id int PRIMARY KEY, words varchar(100))");
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void oneThatPassedTheGuardIsWaitedForUntilItIsDecided() throws SQLException {
        Guard guard = database.guard();
        guard.install(List.of(note()), GuardState.open(0));
        try (Connection application = server.connect(name)) {
            run(application, "XA START 'passed'", "INSERT INTO note VALUES (1, 'one')", "XA END 'passed'");
            run(application, "XA PREPARE 'passed'");

            assertThatThrownBy(() -> shutAndAwait(guard, BRIEF))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.BUSY))
                    .hasMessageContaining("prepared and not decided: passed;")
                    .hasMessageContaining("XA COMMIT, XA ROLLBACK");

            run(application, "XA COMMIT 'passed'");
        }
        assertThatCode(() -> shutAndAwait(guard, SOON)).doesNotThrowAnyException();
        assertThat(guard.refusesProbe()).isTrue();
        assertThat(text("SELECT words FROM note")).isEqualTo("one");
    }

    /** On MySQL what is prepared keeps its lock on the guard, on MariaDB it does not. */
    private static void shutAndAwait(Guard guard, Duration timeout) {
        guard.move(GuardState.open(0), GuardState.shut(1));
        guard.awaitWriters(timeout);
    }

    @Test
    void oneThatIsCommittedInOnePhaseIsCarried() throws SQLException {
        ChangeLog log = database.log();
        log.create("prepared", List.of());
        try (Connection application = server.connect(name)) {
            run(application, "XA START 'once'", "INSERT INTO note VALUES (1, 'one')", "XA END 'once'");
            run(application, "XA COMMIT 'once' ONE PHASE", "INSERT INTO note VALUES (2, 'two')");
        }
        log.mark("the end");

        List<LogEvent> events = events(log);

        assertThat(events.stream()
                        .filter(LogEvent.Changed.class::isInstance)
                        .map(event -> ((Change.Insert) ((LogEvent.Changed) event).change())
                                .row()
                                .toString()))
                .containsExactly("1, one", "2, two");
        // two transactions, and the mark's
        assertThat(events.stream().filter(LogEvent.Commit.class::isInstance)).hasSize(2);
    }

    @Test
    void oneThatIsPreparedStopsTheStream() throws SQLException {
        ChangeLog log = database.log();
        log.create("prepared", List.of());
        try (Connection application = server.connect(name)) {
            run(application, "XA START 'twice'", "INSERT INTO note VALUES (1, 'one')", "XA END 'twice'");
            run(application, "XA PREPARE 'twice'", "XA COMMIT 'twice'");
        }
        log.mark("the end");

        assertThatThrownBy(() -> events(log))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                .hasMessageContaining("a transaction was prepared by XA PREPARE");
    }

    private Table note() {
        return database.catalog().tables(List.of("*.*"), List.of()).get(0);
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String text(String query) throws SQLException {
        try (Connection application = server.connect(name);
                Statement statement = application.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** All up to the mark. */
    private static List<LogEvent> events(ChangeLog log) {
        List<LogEvent> events = new ArrayList<>();
        try (LogReader reader = log.read("prepared")) {
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event == null) {
                    throw new AssertionError("nothing came within " + SOON);
                }
                events.add(event);
                if (event instanceof LogEvent.Marked marked && marked.mark().equals("the end")) {
                    return events;
                }
            }
        }
    }
}
