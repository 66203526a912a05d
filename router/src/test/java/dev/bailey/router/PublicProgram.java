package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that people use, which has never heard of Bailey.
 *
 * @param debian the Debian package that has it
 */
record PublicProgram(String name, String debian) {

    static final PublicProgram CURL = new PublicProgram("curl", "curl");
    static final PublicProgram H2LOAD = new PublicProgram("h2load", "nghttp2-client");
    static final PublicProgram HAPROXY = new PublicProgram("haproxy", "haproxy");
    static final PublicProgram NGINX = new PublicProgram("nginx", "nginx-light");

    static final PublicProgram OPENSSL = new PublicProgram("openssl", "openssl");

    /** Debian's modules are seen by its own Python only. */
    static final PublicProgram PYTHON = new PublicProgram("/usr/bin/python3", "python3-websockets");

    static final PublicProgram WRK = new PublicProgram("wrk", "wrk");

    private static final long SECONDS_MAX = 25;

    /** Skips the test where the program is missing. */
    void require() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(name)));
        assumeThat(found).as("needs " + name + " (Debian: " + debian + ")").isTrue();
    }

    /** Runs it to its end. */
    Said run(Object... arguments) throws IOException {
        Path complaints = Files.createTempFile("program", ".err");
        try {
            Process process = started(ProcessBuilder.Redirect.to(complaints.toFile()), arguments);
            process.getOutputStream().close();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            process.getInputStream().transferTo(out);
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return new Said(
                    process.waitFor(),
                    out.toString(StandardCharsets.ISO_8859_1),
                    Files.readString(complaints, StandardCharsets.ISO_8859_1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " ran", e);
        } finally {
            Files.delete(complaints);
        }
    }

    /** Starts it, the caller's to end. */
    Process start(Object... arguments) throws IOException {
        return started(ProcessBuilder.Redirect.INHERIT, arguments);
    }

    private Process started(ProcessBuilder.Redirect complaints, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(name));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command).redirectError(complaints).start();
    }

    /** What a program printed, byte by byte, and how it ended. */
    record Said(int status, String out, String err) {

        Said well() {
            assertThat(status).as(err + out).isZero();
            return this;
        }
    }
}
