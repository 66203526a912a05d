package dev.bailey.mysql;

import dev.bailey.core.Check;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.mysql.Dialect.Engine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** MySQL 8.0 and later, or MariaDB 10.6 and later, both sides. */
public final class MysqlConnector implements Connector {

    private final Engine engine;

    private MysqlConnector(Engine engine) {
        this.engine = engine;
    }

    public static MysqlConnector mysql() {
        return new MysqlConnector(Engine.MYSQL);
    }

    public static MysqlConnector mariaDb() {
        return new MysqlConnector(Engine.MARIADB);
    }

    @Override
    public String engine() {
        return engine.name().toLowerCase(Locale.ROOT);
    }

    /** All of the database that the address names: a catalog lists no others. */
    @Override
    public List<String> usualTables() {
        return List.of("*.*");
    }

    @Override
    public List<Check> checks() {
        return Arrays.stream(MysqlCheck.values()).map(MysqlCheck::check).toList();
    }

    @Override
    public Database open(String url) {
        MysqlConnections connections = new MysqlConnections(url);
        try {
            return new MysqlDatabase(connections, fit(connections));
        } catch (Problem e) {
            connections.close();
            throw e;
        }
    }

    /** The first versions with table value constructors, roles, and a log that tells columns by name. */
    private Dialect fit(MysqlConnections connections) {
        Dialect dialect = connections.call("looking at the server", Dialect::of);
        if (dialect.engine() != engine) {
            throw connections.unfit("it is " + dialect + ", and the plan says engine: " + engine());
        }
        boolean isNewEnough = dialect.isMariaDb() ? dialect.isAtLeast(10, 6, 0) : dialect.isAtLeast(8, 0, 19);
        if (!isNewEnough) {
            throw connections.unfit("it is " + dialect + "; Bailey moves MySQL 8.0.19 and MariaDB 10.6, and later");
        }
        return dialect;
    }
}
