package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Side;
import dev.bailey.testkit.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A plan for two databases, into which a test plants what `bailey check` should find. */
final class PreflightWorld {

    private static final String TABLE = "CREATE TABLE note (id int PRIMARY KEY, words text)";

    private final Path folder;
    private final Map<Side, PostgresServer> servers = new EnumMap<>(Side.class);
    private final Map<Side, String> databases = new EnumMap<>(Side.class);
    private final Map<Side, String> urls = new EnumMap<>(Side.class);
    private final List<String> more = new ArrayList<>();

    /** What a check said. */
    record Found(String check, String severity, String part, String side, String direction, String text) {}

    /** How `bailey check` ended. */
    record Result(int exit, List<Found> found, String out, String err) {}

    private PreflightWorld(Path folder) {
        this.folder = folder;
    }

    static PreflightWorld of(Path folder) {
        return of(folder, Servers.OLD, Servers.NEW);
    }

    static PreflightWorld of(Path folder, PostgresServer source, PostgresServer target) {
        PreflightWorld world = new PreflightWorld(folder);
        world.on(Side.SOURCE, source, source.createDatabase());
        world.on(Side.TARGET, target, target.createDatabase());
        world.run(Side.SOURCE, TABLE);
        return world;
    }

    void on(Side side, PostgresServer server, String database) {
        servers.put(side, server);
        databases.put(side, database);
        urls.put(side, server.url(database));
    }

    String database(Side side) {
        return databases.getOrDefault(side, "");
    }

    void url(Side side, String url) {
        urls.put(side, url);
    }

    String url(Side side) {
        return urls.getOrDefault(side, "");
    }

    PostgresServer server(Side side) {
        return side == Side.SOURCE ? servers.getOrDefault(side, Servers.OLD) : servers.getOrDefault(side, Servers.NEW);
    }

    /** In the planted words, {@code TABLES} makes the table that the source has. */
    void run(Side side, String... statements) {
        for (String statement : statements) {
            server(side).execute(database(side), statement.equals("TABLES") ? TABLE : statement);
        }
    }

    /** Further lines of the plan. */
    void plan(String... lines) {
        more.addAll(List.of(lines));
    }

    Result check(String... options) throws IOException {
        return check(folder, "postgresql", url(Side.SOURCE), url(Side.TARGET), more, options);
    }

    /** The plan as a command reads it. */
    PlanFile planFile() throws IOException {
        return PlanFile.read(write(folder, "postgresql", url(Side.SOURCE), url(Side.TARGET), more), Map.of());
    }

    /** Looks at a store of any engine, and at what further lines of the plan name. */
    static Result check(Path folder, String engine, String source, String target, List<String> more, String... options)
            throws IOException {
        Path plan = write(folder, engine, source, target, more);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Shell shell =
                new Shell(new PrintWriter(out), new PrintWriter(err), folder, Map.of(), "ada", /* terminal= */ false);
        List<String> command = new ArrayList<>(List.of("check", plan.toString(), "--json"));
        command.addAll(List.of(options));
        int exit = Main.execute(shell, new LiveWiring(), command.toArray(String[]::new));
        shell.out().flush();
        shell.err().flush();
        return new Result(exit, found(out.toString()), out.toString(), err.toString());
    }

    private static Path write(Path folder, String engine, String source, String target, List<String> more)
            throws IOException {
        Path plan = folder.resolve("migration.yaml");
        List<String> lines = new ArrayList<>(List.of(
                "migration: shop",
                "stores:",
                "  orders:",
                "    engine: " + engine,
                "    source: " + source,
                "    target: " + target));
        lines.addAll(more);
        return Files.write(plan, lines);
    }

    private static List<Found> found(String json) throws IOException {
        List<Found> found = new ArrayList<>();
        JsonNode findings = new ObjectMapper().readTree(json).path("findings");
        for (JsonNode one : findings) {
            found.add(new Found(
                    one.path("check").asText(),
                    one.path("accepted").isNull() ? one.path("severity").asText() : "accepted",
                    one.path("part").asText(),
                    one.path("side").asText(),
                    one.path("direction").asText(),
                    one.path("found").asText() + ": " + one.path("remedy").asText()));
        }
        return found;
    }
}
