package dev.bailey.app;

import dev.bailey.control.Api;
import dev.bailey.control.Migration;
import dev.bailey.control.Plan;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Connector;
import dev.bailey.core.Milestones;
import dev.bailey.mysql.MysqlConnector;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.runbook.RunbookListener;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A migration with its control address, wired from its parts. */
final class LiveMigration implements AutoCloseable {

    /** Who runs a migration where that means nothing. */
    private static final String NOBODY = "nobody";

    private final Migration migration;
    private final Api api;

    private LiveMigration(Migration migration, Api api) {
        this.migration = migration;
        this.api = api;
    }

    /** The engines that this version moves. */
    static Map<String, Connector> connectors() {
        return Stream.of(new PostgresConnector(), MysqlConnector.mysql(), MysqlConnector.mariaDb())
                .collect(Collectors.toUnmodifiableMap(Connector::engine, Function.identity()));
    }

    /** Without routers in processes of their own. */
    static LiveMigration open(Plan plan, StateFolder folder, RunbookListener listener) throws InterruptedException {
        return open(plan, Map.of(), folder, NOBODY, listener);
    }

    /**
     * @param parts what routers in processes of their own are told of the plan, by service
     * @param runner who runs it
     */
    static LiveMigration open(
            Plan plan, Map<String, String> parts, StateFolder folder, String runner, RunbookListener listener)
            throws InterruptedException {
        Milestones milestones = HaltAt.from(System.getenv());
        InstantSource clock = OwnClock.from(System.getenv());
        Migration migration = Migration.open(plan, connectors(), folder, runner, clock, milestones, listener);
        migration.recordsInto(HarFile::open);
        try {
            return new LiveMigration(migration, Api.start(migration, plan.control(), folder, parts));
        } catch (RuntimeException e) {
            migration.close();
            throw e;
        }
    }

    Migration migration() {
        return migration;
    }

    /** Where it can be asked. */
    URI address() {
        return api.address();
    }

    /** The page for people. */
    String pageUrl() {
        return api.pageUrl();
    }

    @Override
    public void close() {
        api.close();
        migration.close();
    }
}
