package dev.bailey.bench;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.mysql.MysqlConnector;
import dev.bailey.postgres.PostgresConnector;
import java.util.Arrays;
import java.util.Locale;

/** What is moved. */
enum Engine {
    POSTGRESQL("postgres"),
    MYSQL("mysql"),
    MARIADB("mariadb");

    private final String scheme;

    Engine(String scheme) {
        this.scheme = scheme;
    }

    /** Opens a database by the address that a plan gives it. */
    static Database open(String url) {
        return Arrays.stream(values())
                .filter(engine -> url.startsWith(engine.scheme))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine for an address that begins as "
                        + url.substring(0, Math.min(url.indexOf(':') + 1, url.length()))))
                .connector()
                .open(url);
    }

    private Connector connector() {
        return switch (this) {
            case POSTGRESQL -> new PostgresConnector();
            case MYSQL -> MysqlConnector.mysql();
            case MARIADB -> MysqlConnector.mariaDb();
        };
    }

    /** As a plan and {@code --engine} spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
