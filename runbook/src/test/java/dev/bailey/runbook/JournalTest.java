package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("state/journal.db");
    }

    @Test
    void anEntryIsReadBackAsItWasWritten() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("zeta", "1");
        details.put("alpha", "naïve \"quotes\"\n");

        try (Journal journal = open()) {
            Entry written = journal.append("flip", "everyone", "intent", details);

            assertThat(written).isEqualTo(new Entry(1, NOON, "flip", "everyone", "intent", details));
            assertThat(journal.entries()).containsExactly(written);
            assertThat(journal.entries().get(0).details().keySet()).containsExactly("zeta", "alpha");
        }
    }

    @Test
    void entriesKeepTheirOrderAcrossRestarts() {
        try (Journal journal = open()) {
            journal.append("note", "a", "first", Map.of());
            journal.append("note", "b", "second", Map.of());
        }

        try (Journal journal = open()) {
            journal.append("note", "a", "third", Map.of());

            assertThat(journal.entries()).extracting(Entry::text).containsExactly("first", "second", "third");
            assertThat(journal.entries()).extracting(Entry::number).containsExactly(1L, 2L, 3L);
            assertThat(journal.entries("note", "a")).extracting(Entry::text).containsExactly("first", "third");
            assertThat(journal.last("note", "a")).map(Entry::text).contains("third");
            assertThat(journal.last("note", "nobody")).isEmpty();
        }
    }

    @Test
    void everyEntryOfAProcessThatDiedIsThere() throws IOException, InterruptedException {
        int exit = DyingWriter.run(file, "50");

        assertThat(exit).isEqualTo(DyingWriter.EXIT);
        try (Journal journal = open()) {
            assertThat(journal.entries("note", "writer"))
                    .extracting(Entry::text)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 50)
                            .mapToObj(i -> "entry " + i)
                            .toList());
        }
    }

    @Test
    void aSecondOpenerInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() throws IOException {
        try (Journal journal = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNFIT))
                    .hasMessageStartingWith("journal " + file + " is in use by this process already: ");

            assertThat(refusedInAnotherProcess())
                    .contains("in use by process " + ProcessHandle.current().pid()
                            + ": only one Bailey may run a migration");
            assertThat(journal.entries()).isEmpty();
        }
    }

    @Test
    void aJournalOfANewerBaileyIsRefused() throws SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = 3");
        }

        assertThatThrownBy(this::open)
                .hasMessage("journal " + file
                        + " has format 3, and this Bailey knows formats up to 2: use the newer Bailey that wrote it");
    }

    @Test
    void aFileThatIsNoJournalIsNamed() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "this is a shopping list and not a database at all, whatever its name says");

        assertThatThrownBy(this::open)
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("journal " + file + " cannot be opened (")
                .hasMessageEndingWith("check that its folder may be written and that the file is Bailey's");
        assertThatThrownBy(this::open).hasMessageContaining("cannot be opened");
    }

    private Journal open() {
        return Journal.open(file, InstantSource.fixed(NOON));
    }

    private String refusedInAnotherProcess() throws IOException {
        Process process =
                DyingWriter.builder(file, "1").redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            return String.join("\n", output.lines().toList());
        }
    }
}
