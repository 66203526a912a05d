package dev.bailey.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableSnapshot;
import dev.bailey.testkit.FaultyLink;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Two fresh databases, the source on the older server and the target on the newer one, both with Bailey's schema. */
final class Sides implements AutoCloseable {

    private final PostgresServer older = SharedServers.of(Version.OLDER);
    private final PostgresServer newer = SharedServers.of(Version.NEWER);
    private final String sourceName = older.createDatabase();
    private final String targetName = newer.createDatabase();
    private final List<String> streams = new ArrayList<>();

    final PostgresDatabase source = open(older.url(sourceName));
    final PostgresDatabase target = open(newer.url(targetName));

    Sides() {
        source.catalog().install();
        target.catalog().install();
    }

    private static PostgresDatabase open(String url) {
        return (PostgresDatabase) new PostgresConnector().open(url);
    }

    /** The source's database, by a link that leads to its server. */
    PostgresConnections through(FaultyLink link) {
        return new PostgresConnections("postgresql://postgres:postgres@127.0.0.1:" + link.port() + "/" + sourceName);
    }

    /** Runs statements as the application would. */
    void run(Side side, String... statements) {
        if (side == Side.SOURCE) {
            older.execute(sourceName, statements);
        } else {
            newer.execute(targetName, statements);
        }
    }

    void both(String... statements) {
        run(Side.SOURCE, statements);
        run(Side.TARGET, statements);
    }

    Connection connect(Side side) throws SQLException {
        return side == Side.SOURCE ? older.connect(sourceName) : newer.connect(targetName);
    }

    /** The first column of every row, as text. */
    List<String> texts(Side side, String sql) {
        try (Connection connection = connect(side);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A table of the source's schema {@code public} as its catalog lists it. */
    Table table(String name) {
        TableId id = new TableId("public", name);
        return source.catalog().tables(List.of("public.*"), List.of()).stream()
                .filter(table -> table.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The table {@code t} that these statements make on both sides. */
    Table made(String sql) {
        both(sql);
        return table("t");
    }

    /** Makes a stream that is removed when this is closed. */
    String stream(Side side, Table... tables) {
        String stream = "test_" + (side == Side.SOURCE ? sourceName : targetName) + "_" + streams.size();
        (side == Side.SOURCE ? source : target).log().create(stream, List.of(tables));
        streams.add(stream);
        return stream;
    }

    /** Copies a table as it is now, in that many ranges; says in which form and how many rows. */
    String copy(Table table, int ranges) {
        String format = target.loader().format(table, source);
        return format + " " + copy(table, format, ranges);
    }

    long copy(Table table, String format, int ranges) {
        long loaded = 0;
        try (TableSnapshot snapshot = source.snapshot(table, format)) {
            for (String range : snapshot.ranges(ranges)) {
                try (TableSnapshot.Rows rows = snapshot.read(range)) {
                    loaded += target.loader().load(table, rows);
                }
            }
        }
        return loaded;
    }

    /** The rows of a table with a column {@code id}, by their text. */
    void assertSame(String table) {
        String digest = "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM " + table + " t";
        assertThat(texts(Side.TARGET, digest)).isEqualTo(texts(Side.SOURCE, digest));
    }

    @Override
    public void close() {
        for (String stream : streams) {
            source.log().drop(stream);
            target.log().drop(stream);
        }
        List<String> left =
                texts(Side.SOURCE, "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()");
        source.close();
        target.close();
        if (!left.isEmpty()) {
            throw new IllegalStateException("slots left behind: " + left);
        }
    }
}
