package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What the shop does differently on the engines that it runs on. On MySQL and MariaDB it has no triggers and no keys
 * that cascade, so the application does what those do elsewhere.
 */
enum ShopEngine {
    POSTGRES,
    MYSQL;

    private static final int DEADLOCK = 1213;

    static ShopEngine of(Connection connection) throws SQLException {
        return of(connection.getMetaData().getDatabaseProductName());
    }

    /** Of an address, or of the name by which a driver calls its server. */
    static ShopEngine of(String name) {
        return name.toLowerCase(Locale.ROOT).contains("postgres") ? POSTGRES : MYSQL;
    }

    String schema() {
        return this == POSTGRES ? "shop.sql" : "shop-mysql.sql";
    }

    String rows() {
        return this == POSTGRES ? "shop-rows.sql" : "shop-mysql-rows.sql";
    }

    /** Makes names in quotation marks mean the same on every engine, and times the same on both sides. */
    void settle(Statement statement) throws SQLException {
        if (this == MYSQL) {
            statement.execute("SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES', time_zone = '+00:00'");
            return;
        }
        for (String setting : List.of(
                "TimeZone = 'UTC'",
                "DateStyle = 'ISO, YMD'",
                "IntervalStyle = 'postgres'",
                "bytea_output = 'hex'",
                "extra_float_digits = 3")) {
            statement.execute("SET " + setting);
        }
    }

    /** For connections of the application: every statement has a limit, the network's above the server's. */
    void limit(Properties properties) {
        if (this == POSTGRES) {
            properties.setProperty("ApplicationName", "shop");
            properties.setProperty("connectTimeout", "3");
            properties.setProperty("socketTimeout", "8");
            properties.setProperty(
                    "options",
                    "-c statement_timeout=5000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000");
        } else {
            properties.setProperty("connectionAttributes", "program_name:shop");
            properties.setProperty("connectTimeout", "3000");
            properties.setProperty("socketTimeout", "8000");
            properties.setProperty("allowPublicKeyRetrieval", "true");
            properties.setProperty(
                    "sessionVariables",
                    "sql_mode='ANSI_QUOTES,STRICT_ALL_TABLES',time_zone='+00:00',innodb_lock_wait_timeout=3");
        }
    }

    /** Whether the database itself counts revisions, notes movements of stock, and clears what an order leaves. */
    boolean actsByItself() {
        return this == POSTGRES;
    }

    /** What lost a deadlock left nothing behind, and is done again, as every application of MySQL has to. */
    boolean isToBeDoneAgain(SQLException failure) {
        return this == MYSQL && failure.getErrorCode() == DEADLOCK;
    }

    /** A parameter that becomes JSON. */
    String json() {
        return this == POSTGRES ? "?::jsonb" : "?";
    }

    /** A parameter that becomes an event of the audit trail. */
    String event() {
        return this == POSTGRES ? "?::\"AuditEvent\"" : "?";
    }

    /** Sets a field of an order's details. */
    String paid() {
        return this == POSTGRES
                ? "details || jsonb_build_object('paid', ?::text)"
                : "JSON_SET(details, '$.paid', ?), revision = revision + 1";
    }
}
