package dev.bailey.app;

import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database on each of two servers of an engine that take large values, and how that engine spells such. */
interface RoomyPair extends AutoCloseable {

    static RoomyPair of(String engine) {
        if (engine.equals("postgresql")) {
            return new OfPostgres();
        }
        BinlogPlace.require(engine);
        return new OfBinlog(engine);
    }

    /** For Bailey. */
    String source();

    String target();

    /** As the application. */
    Connection connect(String url) throws SQLException;

    /** Of a large value. */
    int valueBytes(boolean full);

    String[] schema();

    /** So many bytes, as an expression. */
    String bytes(char letter, int length);

    /** Statements that make at least so many lines. */
    List<String> lines(int rows);

    /** One text for all that there is. */
    String digest();

    @Override
    void close();

    /** PostgreSQL, of two versions. */
    final class OfPostgres implements RoomyPair {
        private final PostgresServer older = PostgresServer.start(PostgresServer.Version.OLDER);
        private final PostgresServer newer = PostgresServer.start(PostgresServer.Version.NEWER);
        private final String from = older.createDatabase();
        private final String into = newer.createDatabase();

        @Override
        public String source() {
            return older.url(from);
        }

        @Override
        public String target() {
            return newer.url(into);
        }

        @Override
        public Connection connect(String url) throws SQLException {
            return url.equals(source()) ? older.connect(from) : newer.connect(into);
        }

        @Override
        public int valueBytes(boolean full) {
            return full ? 200 << 20 : 25 << 20;
        }

        @Override
        public String[] schema() {
            return new String[] {
                "CREATE TABLE note (id int PRIMARY KEY, body text)",
                "CREATE TABLE attachment (id int PRIMARY KEY, content bytea)",
                "CREATE TABLE line (id int PRIMARY KEY, body text)"
            };
        }

        @Override
        public String bytes(char letter, int length) {
            return "convert_to(repeat('" + letter + "', " + length + "), 'UTF8')";
        }

        @Override
        public List<String> lines(int rows) {
            return List.of(
                    "INSERT INTO line SELECT n, repeat(md5(n::text), 12) FROM generate_series(1, " + rows + ") n");
        }

        @Override
        public String digest() {
            return "SELECT concat_ws(' ', (SELECT sum(hashtextextended(body, id)) FROM note),"
                    + " (SELECT sum(hashtextextended(md5(content), id)) FROM attachment),"
                    + " (SELECT sum(hashtextextended(body, id)) FROM line))";
        }

        @Override
        public void close() {
            newer.close();
            older.close();
        }
    }

    /** MySQL or MariaDB. */
    final class OfBinlog implements RoomyPair {

        private static final String DATABASE = "roomy";

        private final BinlogServer from;
        private final BinlogServer into;

        OfBinlog(String engine) {
            this.from = start(engine);
            this.into = start(engine);
            from.createDatabase(DATABASE);
            into.createDatabase(DATABASE);
        }

        private static BinlogServer start(String engine) {
            return engine.equals("mariadb")
                    ? MariaDbServer.start(Map.of("max-allowed-packet", "1G"))
                    : MySqlServer.start(Map.of("max-allowed-packet", "1G"));
        }

        @Override
        public String source() {
            return from.url(DATABASE);
        }

        @Override
        public String target() {
            return into.url(DATABASE);
        }

        @Override
        public Connection connect(String url) throws SQLException {
            return url.equals(source()) ? from.connect(DATABASE) : into.connect(DATABASE);
        }

        @Override
        public int valueBytes(boolean full) {
            return full ? 25 << 20 : 4 << 20;
        }

        @Override
        public String[] schema() {
            return new String[] {
                "CREATE TABLE note (id int PRIMARY KEY, body longtext)",
                "CREATE TABLE attachment (id int PRIMARY KEY, content longblob)",
                "CREATE TABLE line (id int PRIMARY KEY, body text)"
            };
        }

        @Override
        public String bytes(char letter, int length) {
            return "repeat('" + letter + "', " + length + ")";
        }

        @Override
        public List<String> lines(int rows) {
            List<String> statements = new ArrayList<>();
            statements.add("INSERT INTO line VALUES (1, repeat(md5('1'), 12))");
            for (int made = 1; made < rows; made *= 2) {
                statements.add(
                        "INSERT INTO line SELECT id + " + made + ", repeat(md5(id + " + made + "), 12) FROM line");
            }
            return statements;
        }

        @Override
        public String digest() {
            return "SELECT concat_ws(' ', (SELECT sum(crc32(md5(body)) * id) FROM note),"
                    + " (SELECT sum(crc32(md5(content)) * id) FROM attachment),"
                    + " (SELECT sum(crc32(concat(id, body))) FROM line))";
        }

        @Override
        public void close() {
            into.close();
            from.close();
        }
    }
}
