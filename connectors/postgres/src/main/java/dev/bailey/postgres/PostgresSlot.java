package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replication slot and the publication of the same name, made and removed. Each part does nothing where its work is
 * done, so that it may be run again after a crash.
 */
final class PostgresSlot {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSlot.class);

    /** A slot can only be made once every transaction that is open has ended; so can a snapshot be trusted. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final int FAILOVER_SLOTS_SINCE = 170_000;
    private static final Duration LOCK_MAX = Duration.ofSeconds(10);
    private static final Duration READING_MAX = Duration.ofMinutes(10);
    private static final Duration DROP_MAX = Duration.ofSeconds(10);
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String BLOCKERS = """
            SELECT concat('pid ', pid, ' (', usename, ', ', application_name, ') since ', xact_start)
            FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()
            UNION ALL SELECT concat('prepared transaction ', gid, ' (', owner, ') since ', prepared) FROM pg_prepared_xacts
            LIMIT 5""";

    private final PostgresConnections connections;
    private final String name;
    private final Duration waitMax;

    PostgresSlot(PostgresConnections connections, String name) {
        this(connections, name, WAIT_MAX);
    }

    PostgresSlot(PostgresConnections connections, String name, Duration waitMax) {
        this.connections = connections;
        this.name = name;
        this.waitMax = waitMax;
    }

    /** Publishes these tables, and the checkpoint by which Bailey's own transactions are known. */
    void publish(List<Table> tables) {
        Set<String> wanted = new TreeSet<>();
        wanted.add("\"bailey\".\"checkpoint\"");
        tables.forEach(table -> wanted.add(Sql.name(table.id())));
        connections.call("publishing tables for " + name, session -> {
            run(session, "SET lock_timeout = " + LOCK_MAX.toMillis());
            Set<String> published = published(session);
            if (!isPublishing(session)) {
                String options = options(session, wanted);
                run(
                        session,
                        "CREATE PUBLICATION " + Sql.name(name) + " FOR TABLE ONLY " + String.join(", ONLY ", wanted)
                                + (options.isEmpty() ? "" : " WITH " + options));
            } else if (!published.equals(wanted)) {
                republish(session, wanted, published);
            }
            run(session, "SET lock_timeout = 0");
            return wanted;
        });
    }

    private boolean isPublishing(Connection session) throws SQLException {
        return !texts(session, "SELECT pubname FROM pg_publication WHERE pubname = " + Sql.literal(name))
                .isEmpty();
    }

    private Set<String> published(Connection session) throws SQLException {
        return new TreeSet<>(texts(
                session,
                "SELECT '\"' || replace(schemaname, '\"', '\"\"') || '\".\"' || replace(tablename, '\"', '\"\"') || '\"'"
                        + " FROM pg_publication_tables WHERE pubname = " + Sql.literal(name)));
    }

    /** Those of these tables that are not published, though others are: new ones, and those that were made anew. */
    Set<TableId> unpublished(List<Table> tables) {
        return connections.call("looking which tables " + name + " publishes", session -> {
            Set<String> published = published(session);
            return isPublishing(session)
                    ? tables.stream()
                            .map(Table::id)
                            .filter(table -> !published.contains(Sql.name(table)))
                            .collect(Collectors.toSet())
                    : Set.of();
        });
    }

    /**
     * From version 18 on a server refuses updates of a published table that logs whole rows, unless its computed
     * columns are published too. Elsewhere they would only make the log larger.
     */
    private static String options(Connection session, Set<String> wanted) throws SQLException {
        String tables = wanted.stream().map(Sql::literal).collect(Collectors.joining(", "));
        boolean isNeeded = !texts(session, """
                SELECT attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE c.oid = ANY (ARRAY[%s]::regclass[]) AND relreplident = 'f' AND attgenerated = 's' AND NOT attisdropped
                AND current_setting('server_version_num')::int >= 180000 LIMIT 1""".formatted(tables)).isEmpty();
        return isNeeded ? "(publish_generated_columns = stored)" : "";
    }

    /**
     * Nobody may be writing to a table that is added: the server can go on leaving out what a transaction writes to it
     * that was open already. The lock is waited for briefly, for writers queue behind it.
     */
    private void republish(Connection session, Set<String> wanted, Set<String> published) throws SQLException {
        Set<String> added = new TreeSet<>(wanted);
        added.removeAll(published);
        String lock = added.isEmpty()
                ? ""
                : "LOCK TABLE ONLY " + String.join(", ONLY ", added) + " IN SHARE ROW EXCLUSIVE MODE; ";
        String options = options(session, wanted);
        String set = options.isEmpty() ? "" : "ALTER PUBLICATION " + Sql.name(name) + " SET " + options + "; ";
        new BriefLocks(session)
                .run(
                        added.isEmpty() ? name : String.join(", ", added),
                        "DO $bailey$ BEGIN " + lock + set + "ALTER PUBLICATION " + Sql.name(name) + " SET TABLE ONLY "
                                + String.join(", ONLY ", wanted) + "; END $bailey$");
    }

    /** Makes the slot, and says whether it was made now. */
    boolean create() {
        try (Connection session = connections.open(WAIT_MAX.multipliedBy(2))) {
            if (exists(session)) {
                return false;
            }
            checkFit(session);
            run(session, "SET statement_timeout = " + waitMax.toMillis());
            makeSlot(session);
            return true;
        } catch (SQLException e) {
            throw connections.problem("making replication slot " + name, e);
        }
    }

    private boolean exists(Connection session) throws SQLException {
        String sql = "SELECT coalesce(database, '') FROM pg_replication_slots WHERE slot_name = " + Sql.literal(name);
        List<String> databases = texts(session, sql);
        if (databases.isEmpty()) {
            return false;
        }
        if (!databases.equals(texts(session, "SELECT current_database()"))) {
            throw new Problem(
                    Kind.UNFIT,
                    "replication slot " + name + " at " + connections.where() + " belongs to database \""
                            + databases.get(0) + "\"; give the migration another name");
        }
        return true;
    }

    private void checkFit(Connection session) throws SQLException {
        String level = texts(session, "SHOW wal_level").get(0);
        if (!level.equals("logical")) {
            throw unfit("wal_level is " + level + "; set wal_level = logical and restart the server");
        }
        if (isUsedUp(session, "max_replication_slots", "SELECT count(*)::text FROM pg_replication_slots")) {
            throw unfit("no replication slot is free; raise max_replication_slots or drop a slot that nobody needs");
        }
        String senders = "SELECT count(*)::text FROM pg_stat_activity WHERE backend_type = 'walsender'";
        if (isUsedUp(session, "max_wal_senders", senders)) {
            throw unfit("no wal sender is free; raise max_wal_senders");
        }
    }

    private static boolean isUsedUp(Connection session, String setting, String used) throws SQLException {
        int most = Integer.parseInt(texts(session, "SHOW " + setting).get(0));
        return Integer.parseInt(texts(session, used).get(0)) >= most;
    }

    private Problem unfit(String because) {
        return new Problem(Kind.UNFIT, "changes cannot be read at " + connections.where() + ": " + because);
    }

    /** From version 17 on a slot can be kept on standbys as well, where they are set to ask for it. */
    private void makeSlot(Connection session) throws SQLException {
        boolean follows =
                Integer.parseInt(texts(session, "SHOW server_version_num").get(0)) >= FAILOVER_SLOTS_SINCE;
        try {
            texts(
                    session,
                    "SELECT slot_name FROM pg_create_logical_replication_slot(" + Sql.literal(name) + ", 'pgoutput'"
                            + (follows ? ", failover => true)" : ")"));
        } catch (SQLException e) {
            if (!"57014".equals(e.getSQLState())) {
                throw e;
            }
            run(session, "SET statement_timeout = 0");
            throw blocked("replication slot " + name + " could not be made", session);
        }
    }

    /**
     * Waits until everything that was open a moment after the slot was made is over. A transaction may be in the log
     * before the slot's start and yet not visible: neither the stream nor a snapshot taken now would hold it. They all
     * have lower numbers than one that is given out now.
     */
    void awaitOlderTransactions() {
        try (Connection session = connections.open(WAIT_MAX)) {
            String then = texts(session, "SELECT pg_current_xact_id()::text").get(0);
            String settled =
                    "SELECT (pg_snapshot_xmin(pg_current_snapshot()) >= " + Sql.literal(then) + "::xid8)::text";
            long begun = System.nanoTime();
            while (!texts(session, settled).get(0).equals("true")) {
                if (System.nanoTime() - begun > waitMax.toNanos()) {
                    throw blocked("stream " + name + " cannot start", session);
                }
                LockSupport.parkNanos(NAP_NANOS);
            }
        } catch (SQLException e) {
            throw connections.problem("waiting for transactions older than " + name, e);
        }
    }

    /**
     * Whether the server can decode what the slot begins with. It may begin one in the midst of transactions that
     * rewrite a table, and fails then ("could not map filenumber … to relation OID"), however often it is asked; a slot
     * made a moment later is without them. Nothing is taken from the slot by this.
     */
    boolean isReadable() {
        try (Connection session = connections.open(READING_MAX)) {
            texts(
                    session,
                    "SELECT count(*)::text FROM pg_logical_slot_peek_binary_changes(" + Sql.literal(name)
                            + ", NULL, NULL, 'proto_version', '1', 'publication_names', " + Sql.literal(name) + ")");
            return true;
        } catch (SQLException e) {
            if (!PostgresReader.UNDECODABLE.equals(e.getSQLState())) {
                throw connections.problem("reading replication slot " + name + " for the first time", e);
            }
            LOG.warn("replication slot {} is made anew: {}", name, PostgresProblems.words(e));
            return false;
        }
    }

    private Problem blocked(String what, Connection session) throws SQLException {
        List<String> blockers = texts(session, BLOCKERS);
        return new Problem(
                Kind.BUSY,
                what + " at " + connections.where() + " within " + waitMax.toSeconds()
                        + " s because transactions stayed open: " + String.join(", ", blockers)
                        + "; end them and try again");
    }

    void drop() {
        dropSlot();
        connections.call("dropping publication " + name, session -> {
            run(session, "DROP PUBLICATION IF EXISTS " + Sql.name(name));
            return name;
        });
    }

    void dropSlot() {
        long begun = System.nanoTime();
        while (!dropped()) {
            if (System.nanoTime() - begun > DROP_MAX.toNanos()) {
                throw new Problem(
                        Kind.BUSY,
                        "replication slot " + name + " at " + connections.where()
                                + " is still being read; stop the process that reads it and try again");
            }
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private boolean dropped() {
        return connections.call("dropping replication slot " + name, session -> {
            String mine = " FROM pg_replication_slots WHERE slot_name = " + Sql.literal(name)
                    + " AND database = current_database()";
            try {
                texts(session, "SELECT pg_drop_replication_slot(slot_name)::text" + mine + " AND NOT active");
            } catch (SQLException e) {
                // Taken by a reader between looking and dropping.
                if (!"55006".equals(e.getSQLState())) {
                    throw e;
                }
            }
            return texts(session, "SELECT slot_name" + mine).isEmpty();
        });
    }

    private static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
