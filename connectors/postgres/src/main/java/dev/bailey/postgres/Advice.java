package dev.bailey.postgres;

import dev.bailey.core.Catalog;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people should know of a database before tables are moved from or to it. */
final class Advice {

    private static final String SENTENCES = Resources.text("advice.sql");

    private static final String JOBS = """
            SELECT count(*) FROM cron.job WHERE active AND database = current_database()""";

    private static final String HAS_JOBS = """
            SELECT to_regclass('cron.job') IS NOT NULL AND has_table_privilege('cron.job', 'SELECT')""";

    /** Beyond this, applications notice. */
    private static final Duration CLOCK_MAX = Duration.ofSeconds(1);

    /** A transaction that is open for longer is no work of a moment. */
    private static final Duration TRANSACTION_MAX = Duration.ofMinutes(1);

    private static final int FREE_CONNECTIONS_MIN = 20;
    private static final int VERSIONS_PER_MAJOR = 10_000;

    private final PostgresConnections here;
    private final PostgresConnections there;

    private final String sentences;

    Advice(PostgresConnections here, PostgresConnections there) {
        this(here, there, TRANSACTION_MAX);
    }

    Advice(PostgresConnections here, PostgresConnections there, Duration transactionMax) {
        this.here = here;
        this.there = there;
        this.sentences = SENTENCES.replace("{longest}", Long.toString(transactionMax.toSeconds()));
    }

    List<Finding> read(Side side, List<Table> tables, Catalog.Connections connections) {
        Object[] schemas = tables.stream().map(table -> table.id().schema()).toArray();
        Object[] names = tables.stream().map(table -> table.id().name()).toArray();
        List<Finding> findings = here.call("looking for what people should know", connection -> {
            List<Finding> found = new ArrayList<>(sentences(connection, schemas, names));
            jobs(connection).ifPresent(found::add);
            return found;
        });
        int free = connections.max() - connections.used();
        if (free < FREE_CONNECTIONS_MIN) {
            findings.add(PostgresCheck.FREE_CONNECTIONS.finding(
                    "",
                    "only " + free + " of " + connections.max() + " connections are free",
                    "raise max_connections, or let applications keep fewer open"));
        }
        if (side == Side.TARGET) {
            findings.addAll(differences(traits(here, schemas, names), traits(there, schemas, names)));
        }
        return findings;
    }

    private static ServerTraits traits(PostgresConnections of, Object[] schemas, Object[] names) {
        return of.call("reading how the server is set up", connection -> ServerTraits.read(connection, schemas, names));
    }

    private static List<Finding> differences(ServerTraits target, ServerTraits source) {
        List<Finding> findings = new ArrayList<>();
        int major = target.version() / VERSIONS_PER_MAJOR;
        int from = source.version() / VERSIONS_PER_MAJOR;
        if (major < from) {
            findings.add(PostgresCheck.VERSION_OLDER.finding(
                    "",
                    "the target is PostgreSQL " + major + ", the source " + from,
                    "move to the same version or a newer one"));
        }
        if (!target.encoding().equals(source.encoding()) && !target.encoding().equals("UTF8")) {
            findings.add(PostgresCheck.ENCODING_DIFFERS.finding(
                    "",
                    "the encoding is " + target.encoding() + ", that of the source " + source.encoding(),
                    "make the target's database with ENCODING 'UTF8'"));
        }
        if (!target.collation().equals(source.collation())) {
            findings.add(PostgresCheck.COLLATION_DIFFERS.finding(
                    "",
                    "texts sort by " + target.collation() + ", on the source by " + source.collation(),
                    "make the target's database with the source's locale, or accept the other order"));
        }
        if (!target.timeZone().equals(source.timeZone())) {
            findings.add(PostgresCheck.TIME_ZONE_DIFFERS.finding(
                    "",
                    "the database's time zone is " + target.timeZone() + ", on the source " + source.timeZone(),
                    "ALTER DATABASE … SET timezone, so that both have the same"));
        }
        Duration ahead = target.ahead(source);
        if (ahead.abs().compareTo(CLOCK_MAX) > 0) {
            findings.add(PostgresCheck.CLOCKS_APART.finding(
                    "",
                    "the server's clock is " + ahead.abs().toMillis() + " ms "
                            + (ahead.isNegative() ? "behind" : "ahead of") + " the source's",
                    "let both follow a time server"));
        }
        for (Map.Entry<String, String> extension : source.extensions().entrySet()) {
            extension(extension.getKey(), extension.getValue(), target, source.used())
                    .ifPresent(findings::add);
        }
        return findings;
    }

    private static Optional<Finding> extension(String name, String version, ServerTraits target, Set<String> used) {
        String there = target.extensions().get(name);
        if (there != null) {
            return there.equals(version)
                    ? Optional.empty()
                    : Optional.of(PostgresCheck.EXTENSION_VERSION.finding(
                            name,
                            "extension " + name + " is of version " + there + ", on the source of " + version,
                            "read its release notes; ALTER EXTENSION … UPDATE where that helps"));
        }
        if (!target.available().contains(name)) {
            PostgresCheck check = used.contains(name) ? PostgresCheck.EXTENSION_NEEDED : PostgresCheck.EXTENSION_ABSENT;
            return Optional.of(check.finding(
                    name,
                    "extension " + name + " is not to be had here, and the source has it",
                    "install its package"));
        }
        return used.contains(name)
                ? Optional.empty()
                : Optional.of(PostgresCheck.EXTENSION_ABSENT.finding(
                        name,
                        "extension " + name + " is not there, and the source has it",
                        "CREATE EXTENSION " + Sql.name(name) + ", if anybody uses it"));
    }

    private static Optional<Finding> jobs(Connection connection) throws SQLException {
        try (PreparedStatement asked = connection.prepareStatement(HAS_JOBS);
                ResultSet has = asked.executeQuery()) {
            has.next();
            if (!has.getBoolean(1)) {
                return Optional.empty();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(JOBS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            int jobs = row.getInt(1);
            return jobs == 0
                    ? Optional.empty()
                    : Optional.of(PostgresCheck.SCHEDULED_JOBS.finding(
                            "",
                            jobs + " scheduled jobs (cron.job) are active in this database",
                            "switch them off on the side that does not own the data, and on at the flip"));
        }
    }

    private List<Finding> sentences(Connection connection, Object[] schemas, Object[] names) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sentences)) {
            statement.setArray(1, connection.createArrayOf("text", schemas));
            statement.setArray(2, connection.createArrayOf("text", names));
            return found(statement.executeQuery());
        }
    }

    /** Rows of a check's name, what it is about, and {@code what was found => what to do}. */
    static List<Finding> found(ResultSet result) throws SQLException {
        try (ResultSet rows = result) {
            List<Finding> findings = new ArrayList<>();
            while (rows.next()) {
                String[] parts = rows.getString(3).split(" => ", 2);
                findings.add(PostgresCheck.of(rows.getString(1))
                        .finding(rows.getString(2), parts[0], parts.length > 1 ? parts[1] : ""));
            }
            return findings;
        }
    }
}
