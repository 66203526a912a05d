package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the file of an access log may do to a router, and the router to it. */
@Timeout(30)
class RouterAccessLogFileTest {

    private static final AccessLine LINE = new AccessLine(
            Instant.EPOCH,
            "web",
            "::1",
            "GET",
            null,
            "/",
            "HTTP/1.1",
            200,
            true,
            "source",
            1L,
            null,
            null,
            1,
            0,
            0,
            1,
            null,
            null,
            null,
            null,
            null,
            null);

    @TempDir
    private Path folder;

    @TempDir
    private Path routes;

    @Test
    void aFileThatWasMovedAwayIsFollowedByANewOne() throws IOException {
        Path log = folder.resolve("web.log");
        Path rotated = folder.resolve("web.log.1");
        try (World world = logging(log)) {
            world.read("/before");
            AccessLines.in(log, 1);

            Files.move(log, rotated);
            world.read("/after");

            assertThat(AccessLines.in(log, 1).get(0).path("path").asText()).isEqualTo("/after");
            assertThat(AccessLines.in(rotated)).hasSize(1);
        }
    }

    @Test
    void aFileThatIsThereAlreadyIsContinued() throws IOException {
        Path log = folder.resolve("web.log");
        Files.writeString(log, "{\"path\":\"/of-yesterday\"}\n");
        try (World world = logging(log)) {
            world.read("/today");
        }

        assertThat(AccessLines.in(log))
                .extracting(line -> line.path("path").asText())
                .containsExactly("/of-yesterday", "/today");
    }

    @Test
    void theAddressesInItAreForItsOwnersEyes() throws IOException {
        Path log = folder.resolve("web.log");
        try (World world = logging(log)) {
            world.read("/");
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .endsWith("---");
    }

    @Test
    void aFullDiskStopsNothingAndIsCounted() throws IOException {
        try (World world = logging(Path.of("/dev/full"))) {
            assertThat(world.read("/").statusCode()).isEqualTo(200);

            AccessLogWriter writer = world.router.observer().accessLog().orElseThrow();
            Eventually.eventually("counted", () -> writer.dropped() == 1);
            assertThat(writer.written()).isZero();
        }
    }

    @Test
    void aDiskThatHasRoomAgainIsWrittenAgainInWholeLines() throws IOException, InterruptedException {
        assumeTrue(
                done("mount", "-t", "tmpfs", "-o", "size=64k,mode=0777", "tmpfs", folder.toString()),
                "this machine does not let the test mount a file system; run it as root where mounting is allowed");
        Path log = folder.resolve("web.log");
        AccessLogWriter writer = AccessLogWriter.start("web", AccessLog.to(log));
        try {
            Path ballast = Files.write(folder.resolve("ballast"), new byte[60 * 1024], StandardOpenOption.CREATE_NEW);
            while (writer.dropped() == 0) {
                writer.offer(LINE);
            }

            Files.delete(ballast);
            long before = writer.written();
            Eventually.eventually("written again", () -> {
                writer.offer(LINE);
                return writer.written() > before;
            });
            writer.close();

            assertThat(AccessLines.in(log)).hasSize((int) writer.written());
        } finally {
            writer.close();
            done("umount", "-l", folder.toString());
        }
    }

    @Test
    void aDiskThatHangsHoldsNoRequestUp() throws IOException, InterruptedException {
        Path nobodyReads = pipe();
        try (World world = logging(nobodyReads)) {
            assertThat(world.read("/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatWaitsForADiskThatHangsIsBounded() throws IOException, InterruptedException {
        Path nobodyReads = pipe();
        try (AccessLogWriter writer = AccessLogWriter.start("web", AccessLog.to(nobodyReads))) {
            int more = 100_000;
            for (int line = 0; line < more; line++) {
                writer.offer(LINE);
            }

            assertThat(writer.written()).isZero();
            // One part may have left the queue for the file.
            assertThat(writer.dropped())
                    .isBetween(more - 2L * AccessLogWriter.LINES_MAX, (long) more - AccessLogWriter.LINES_MAX);
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaidAtTheStart() {
        Path nowhere = folder.resolve("missing").resolve("web.log");

        assertThatThrownBy(() -> logging(nowhere).close())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("router web cannot keep its access log in " + nowhere)
                .hasMessageContaining("name a file in a folder that exists");
    }

    private Path pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertThat(done("mkfifo", pipe.toString())).isTrue();
        return pipe;
    }

    private static boolean done(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).start().waitFor() == 0;
    }

    private World logging(Path log) throws IOException {
        return new World(
                routes,
                settings -> settings.with(
                        Telemetry.NONE.with(AccessLog.to(log).sampling(100).slowFrom(Duration.ofHours(1)))));
    }
}
