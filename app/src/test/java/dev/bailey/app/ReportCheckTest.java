package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.StateFolder;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.JournalHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bailey report --check} on a state folder that nobody runs. */
class ReportCheckTest {

    @TempDir
    private Path folder;

    private Path journal;
    private JournalHead head;

    @BeforeEach
    void writeAJournal() throws IOException {
        Path plan = Files.writeString(folder.resolve("migration.yaml"), PlanFileTest.GOOD);
        journal = StateFolder.beside(plan, "shop").journal();
        try (Journal writing = Journal.open(journal, InstantSource.system())) {
            writing.append("approval", "go", "given", Map.of("by", "ana", "reason", "it was rehearsed"));
            writing.append("flip", "everyone", "intent", Map.of("from", "SOURCE", "epoch", "1"));
            head = writing.head();
            writing.append("end", "shop", "over", Map.of());
        }
    }

    @Test
    void aJournalAsItWasWrittenIsWhole() {
        assertThat(check()).isEqualTo("0 the journal is whole: 3 entries, the last with hash " + lastHash());
    }

    @Test
    void aReportOfItIsKnown() throws IOException {
        Path report = report(head.hash());

        assertThat(check(report.toString()))
                .startsWith("0 the journal is whole")
                .endsWith("is of this journal: entry 2 has hash " + head.hash());
    }

    @Test
    void aReportOfAnotherJournalIsFound() throws IOException {
        Path report = report("0".repeat(63) + "1");

        assertThat(check(report.toString())).startsWith("1 entry 2 is not the one that was known");
    }

    @Test
    void aReportThatAMigrationLeftIsCheckedUnasked() throws IOException {
        Files.copy(report(head.hash()), journal.resolveSibling("report.json"));

        assertThat(check()).contains("report.json is of this journal");
    }

    @Test
    void aJournalChangedByHandIsFound() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
                Statement statement = connection.createStatement()) {
            statement.execute("update entry set details = replace(details, 'ana', 'eve') where number = 1");
        }

        assertThat(check()).isEqualTo("1 entry 1 is not what was written behind the entry before it");
    }

    @Test
    void theReportThatAMigrationLeftIsPrintedWhereNobodyAnswers() throws IOException {
        Files.copy(report(head.hash()), journal.resolveSibling("report.json"));
        TestShell shell = new TestShell(folder, Map.of());

        assertThat(shell.bailey("report")).isZero();
        assertThat(shell.out()).startsWith("# Migration shop: completed");
    }

    private Path report(String hash) throws IOException {
        return Files.writeString(
                folder.resolve("kept.json"),
                "{\"migration\":\"shop\",\"outcome\":\"completed\",\"journal\":{\"entries\":2,\"hash\":\"" + hash
                        + "\"}}");
    }

    private String lastHash() {
        return check().replaceFirst("(?s).*hash ", "");
    }

    /** Its exit and what it said. */
    private String check(String... more) {
        TestShell shell = new TestShell(folder, Map.of());
        String[] args = new String[2 + more.length];
        args[0] = "report";
        args[1] = "--check";
        System.arraycopy(more, 0, args, 2, more.length);
        return shell.bailey(args) + " " + (shell.out() + shell.err()).strip();
    }
}
