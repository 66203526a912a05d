package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.core.Verdict;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Compares two real servers of different versions. */
class VerificationTest {

    private static final String SCHEMA = """
            CREATE TABLE orders (
                id bigint, shop text, total numeric(12, 2), ratio double precision, at timestamptz, day date,
                raw bytea, facts jsonb, tags text[], note text, paid boolean, PRIMARY KEY (shop, id));
            CREATE TABLE stock (id int PRIMARY KEY, pieces int);
            CREATE TABLE empty (id int PRIMARY KEY)""";

    private static final String ROWS = """
            INSERT INTO orders SELECT i, 'shop ' || i % 7, i * 1.10, i / 3.0, timestamptz '2026-03-29 00:30Z' + i * interval '1 min',
                date '2026-01-01' + i % 365, decode(md5(i::text), 'hex'), jsonb_build_object('n', i, 'ä', null),
                ARRAY['a', NULL, i::text], CASE WHEN i % 5 > 0 THEN E'"quoted", \\\\ and\\n✓' END, i % 2 = 0
                FROM generate_series(1, 20000) i;
            INSERT INTO orders (id, shop, total, ratio, at) VALUES (0, 'odd', 'NaN', '-Infinity', 'infinity');
            INSERT INTO stock SELECT i, 100 FROM generate_series(1, 500) i""";

    private static PostgresServer older;
    private static PostgresServer newer;

    private String sourceName = "";
    private String targetName = "";
    private Database source;
    private Database target;
    private List<Table> tables = List.of();

    @BeforeAll
    static void startServers() {
        older = PostgresServer.start(PostgresServer.Version.OLDER);
        newer = PostgresServer.start(PostgresServer.Version.NEWER);
    }

    @AfterAll
    static void stopServers() {
        older.close();
        newer.close();
    }

    @BeforeEach
    void fillBothSides() {
        sourceName = older.createDatabase();
        targetName = newer.createDatabase();
        older.execute(sourceName, SCHEMA, ROWS);
        newer.execute(targetName, SCHEMA, ROWS);
        newer.execute(targetName, "ALTER DATABASE " + targetName + " SET timezone TO 'Asia/Tokyo'");
        PostgresConnector connector = new PostgresConnector();
        source = connector.open(older.url(sourceName));
        target = connector.open(newer.url(targetName));
        tables = source.catalog().tables(List.of("public.*"), List.of());
    }

    @AfterEach
    void closeBothSides() {
        source.close();
        target.close();
    }

    @Test
    void theSameRowsAreEqualAcrossVersionsAndSessionSettings() {
        Map<TableId, Verdict> verdicts = verification(() -> {}).compare(tables, Progress.SILENT);

        assertThat(verdicts)
                .containsEntry(id("orders"), new Verdict.Equal(20_001))
                .containsEntry(id("stock"), new Verdict.Equal(500))
                .containsEntry(id("empty"), new Verdict.Equal(0));
    }

    @Test
    void changedMissingAndExtraRowsAreFound() {
        newer.execute(
                targetName,
                "UPDATE orders SET facts = facts || '{\"n\": -1}' WHERE id = 4711",
                "DELETE FROM orders WHERE id = 17",
                "INSERT INTO orders (id, shop) VALUES (99999, 'stranger')");

        Verdict verdict = verification(() -> {}).compare(table("orders"), Progress.SILENT);

        assertThat(differencesIn(verdict))
                .extracting(difference -> difference.key() + " " + difference.kind())
                .containsExactlyInAnyOrder(
                        "4711, shop 0 different", "17, shop 3 missing on target", "99999, stranger extra on target");
        assertThat(differencesIn(verdict))
                .anySatisfy(difference -> assertThat(difference.target()).contains("\"\"n\"\": -1"));
    }

    @Test
    void aTableThatOneSideLacksIsUnknown() {
        newer.execute(targetName, "DROP TABLE stock");

        assertThat(verification(() -> {}).compare(table("stock"), Progress.SILENT))
                .isInstanceOfSatisfying(
                        Verdict.Unknown.class,
                        unknown -> assertThat(unknown.because()).contains("public.stock", "on the target"));
    }

    @Test
    void namedRowsAreComparedByThemselves() {
        newer.execute(targetName, "UPDATE stock SET pieces = 99 WHERE id = 2");
        Set<Row> keys = Set.of(key("1"), key("2"), key("501"));

        Verdict verdict = verification(() -> {}).recheck(Map.of(id("stock"), keys), byId());

        assertThat(differencesIn(verdict))
                .extracting(difference -> difference.key() + " " + difference.kind())
                .containsExactly("2 different");
    }

    @Test
    void aPlantedDifferenceIsFoundUnderTrafficAndNothingElse() {
        newer.execute(targetName, "UPDATE stock SET pieces = -1 WHERE id = 13");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> sell(over));
        try {
            Verdict verdict = verification(this::carryStockButForThirteen).compare(table("stock"), Progress.SILENT);

            assertThat(differencesIn(verdict))
                    .extracting(difference -> difference.key() + " " + difference.kind())
                    .containsExactly("13 different");
        } finally {
            over.set(true);
            writer.join();
        }
    }

    /** The application: sells what is not number thirteen, as fast as it can. */
    private void sell(AtomicBoolean over) {
        try (Connection connection = older.connect(sourceName);
                Statement statement = connection.createStatement()) {
            for (int i = 0; !over.get(); i++) {
                statement.execute("UPDATE stock SET pieces = pieces - 1 WHERE id = " + (14 + i % 400));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stream of the simplest kind. */
    private synchronized void carryStockButForThirteen() {
        try (Connection from = older.connect(sourceName);
                Connection to = newer.connect(targetName);
                Statement read = from.createStatement();
                Statement write = to.createStatement();
                ResultSet rows = read.executeQuery("SELECT id, pieces FROM stock WHERE id <> 13")) {
            while (rows.next()) {
                write.addBatch("UPDATE stock SET pieces = " + rows.getInt(2) + " WHERE id = " + rows.getInt(1));
            }
            write.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verification verification(Runnable catchUp) {
        return new Verification(source, target, Side.SOURCE, catchUp, VerificationSettings.standard());
    }

    private Table table(String name) {
        return tables.stream()
                .filter(table -> table.id().equals(id(name)))
                .findFirst()
                .orElseThrow();
    }

    private Map<TableId, Table> byId() {
        return tables.stream().collect(Collectors.toMap(Table::id, table -> table));
    }

    private static TableId id(String name) {
        return new TableId("public", name);
    }

    private static Row key(String id) {
        return Row.of(Value.of(id));
    }

    private static List<Verdict.Difference> differencesIn(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Different.class);
        return ((Verdict.Different) verdict).differences();
    }
}
