package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The program {@code pg_dump}, one that is at least as new as the server: older ones refuse. Immutable. */
record PgDump(Path program, int major) {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("pg_dump \\(PostgreSQL\\) (\\d+).*", Pattern.DOTALL);
    private static final int VERSION_SECONDS_MAX = 10;
    private static final int DUMP_SECONDS_MAX = 600;

    /** By the driver's names of parameters. The password is among the variables, for a command line is public. */
    private static final Map<String, String> VARIABLES = Map.of(
            "sslmode", "PGSSLMODE", "sslrootcert", "PGSSLROOTCERT", "sslcert", "PGSSLCERT", "sslkey", "PGSSLKEY");

    /** One on the PATH, or where Debian keeps them side by side. */
    static Optional<PgDump> find(int serverMajor) {
        for (Path program : candidates()) {
            int major = major(program);
            if (major >= serverMajor) {
                return Optional.of(new PgDump(program, major));
            }
        }
        return Optional.empty();
    }

    private static List<Path> candidates() {
        List<Path> candidates = new ArrayList<>();
        for (String folder :
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(folder, "pg_dump"));
        }
        if (Files.isDirectory(DEBIAN)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
                versions.forEach(
                        version -> candidates.add(version.resolve("bin").resolve("pg_dump")));
            } catch (IOException e) {
                // Then there is none here.
                return candidates.stream().filter(Files::isExecutable).toList();
            }
        }
        return candidates.stream().filter(Files::isExecutable).toList();
    }

    private static int major(Path program) {
        try {
            Matcher version =
                    VERSION.matcher(output(new ProcessBuilder(program.toString(), "--version"), VERSION_SECONDS_MAX));
            return version.matches() ? Integer.parseInt(version.group(1)) : 0;
        } catch (Problem e) {
            return 0;
        }
    }

    /** The statements of one section ({@code pre-data} or {@code post-data}) of the schemas. */
    String section(String section, PostgresUrl url, Collection<String> schemas) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--schema-only",
                "--section=" + section,
                "--no-owner",
                "--no-privileges",
                "--no-publications",
                "--no-subscriptions",
                "--no-security-labels",
                "--no-tablespaces",
                "--encoding=UTF8",
                "--no-password",
                "--lock-wait-timeout=5000",
                "--host=" + joined(url, host -> host.name().replaceAll("[\\[\\]]", "")),
                "--port=" + joined(url, host -> Integer.toString(host.port())),
                "--username=" + url.user()));
        // A pattern in quotes stands for itself.
        schemas.forEach(schema -> command.add("--schema=" + Sql.name(schema)));
        command.add(url.database());
        ProcessBuilder process = new ProcessBuilder(command);
        Map<String, String> environment = process.environment();
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("PGPASSWORD", url.password());
        environment.put("PGCONNECT_TIMEOUT", "10");
        if (url.hosts().size() > 1) {
            environment.put("PGTARGETSESSIONATTRS", "primary");
        }
        environment.put("PGAPPNAME", "bailey");
        VARIABLES.forEach((parameter, variable) -> {
            String value = url.parameters().get(parameter);
            if (value != null) {
                environment.put(variable, value);
            }
        });
        return output(process, DUMP_SECONDS_MAX);
    }

    private static String joined(PostgresUrl url, Function<PostgresUrl.Host, String> part) {
        return url.hosts().stream().map(part).collect(Collectors.joining(","));
    }

    /** Through files: a process that waits for its pipe to be read cannot be given a time limit. */
    private static String output(ProcessBuilder builder, int secondsMax) {
        Path said = null;
        Path complained = null;
        try {
            said = Files.createTempFile("bailey", ".sql");
            complained = Files.createTempFile("bailey", ".err");
            Process process = builder.redirectOutput(said.toFile())
                    .redirectError(complained.toFile())
                    .start();
            process.getOutputStream().close();
            boolean ended = waitFor(process, secondsMax);
            if (!ended || process.exitValue() != 0) {
                throw new Problem(
                        Problem.Kind.FAILED,
                        builder.command().get(0)
                                + (ended
                                        ? " failed: "
                                                + Files.readString(complained).strip()
                                        : " did not end within " + secondsMax + " s")
                                + "; make the target's schema by hand, or take pg_dump off the PATH to have it made from"
                                + " the catalog");
            }
            return Files.readString(said, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.FAILED, "pg_dump cannot be run: " + e.getMessage(), e);
        } finally {
            delete(said);
            delete(complained);
        }
    }

    private static boolean waitFor(Process process, int secondsMax) {
        try {
            return process.waitFor(secondsMax, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException ignored) {
            // It lies in the folder for temporary files, readable by its owner alone.
        }
    }
}
