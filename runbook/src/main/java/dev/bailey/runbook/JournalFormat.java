package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How entries lie in the file, and how a file of an older Bailey is taken over. */
final class JournalFormat {

    /** 1 had no hashes. */
    static final int VERSION = 2;

    private static final String TABLE = """
            create table if not exists entry (
              number integer primary key,
              at text not null,
              kind text not null,
              subject text not null,
              text text not null,
              details text not null,
              hash text
            ) strict""";

    private static final String INDEX = "create index if not exists entry_subject on entry (kind, subject, number)";

    private JournalFormat() {}

    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma user_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    static void requireKnown(int version, Path file) {
        if (version > VERSION) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "journal " + file + " has format " + version + ", and this Bailey knows formats up to " + VERSION
                            + ": use the newer Bailey that wrote it");
        }
    }

    /** Makes what is missing, and takes over what an older Bailey wrote: all of it or nothing. */
    static void prepare(Connection connection, Path file, InstantSource clock) throws SQLException {
        int version = version(connection);
        requireKnown(version, file);
        if (version == VERSION) {
            return;
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            if (version == 1) {
                statement.execute("alter table entry add column hash text");
                chain(connection, clock);
            } else {
                statement.execute(TABLE);
                statement.execute(INDEX);
            }
            statement.execute("pragma user_version = " + VERSION);
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void chain(Connection connection, InstantSource clock) throws SQLException {
        JournalHead head = JournalHead.NONE;
        List<Chain.Link> links = links(connection);
        try (PreparedStatement update = connection.prepareStatement("update entry set hash = ? where number = ?")) {
            for (Chain.Link link : links) {
                head = new JournalHead(link.number(), link.hashed(head.hash(), link.number()));
                update.setString(1, head.hash());
                update.setLong(2, head.number());
                update.executeUpdate();
            }
        }
        Entry note = new Entry(
                head.number() + 1,
                clock.instant(),
                Journal.KIND,
                "format",
                "entries of format 1 hashed: nothing shows whether they were changed before",
                Map.of("entries", Integer.toString(links.size())));
        add(connection, note, head);
    }

    static JournalHead head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select number, hash from entry order by number desc limit 1")) {
            return row.next() ? new JournalHead(row.getLong(1), String.valueOf(row.getString(2))) : JournalHead.NONE;
        }
    }

    static List<Chain.Link> links(Connection connection) throws SQLException {
        List<Chain.Link> links = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select " + Chain.Link.COLUMNS + " from entry order by number")) {
            while (rows.next()) {
                links.add(Chain.Link.of(rows));
            }
        }
        return links;
    }

    /** Adds an entry behind another, and gives its own number and hash. */
    static JournalHead add(Connection connection, Entry entry, JournalHead previous) throws SQLException {
        String at = entry.at().toString();
        String details = Details.write(entry.details());
        Chain.Link link =
                new Chain.Link(entry.number(), at, entry.kind(), entry.subject(), entry.text(), details, null);
        String hash = link.hashed(previous.hash(), entry.number());
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into entry (" + Chain.Link.COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, entry.number());
            insert.setString(2, at);
            insert.setString(3, entry.kind());
            insert.setString(4, entry.subject());
            insert.setString(5, entry.text());
            insert.setString(6, details);
            insert.setString(7, hash);
            insert.executeUpdate();
        }
        return new JournalHead(entry.number(), hash);
    }
}
