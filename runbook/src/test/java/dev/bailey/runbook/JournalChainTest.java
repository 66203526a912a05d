package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.runbook.JournalCheck.Broken;
import dev.bailey.runbook.JournalCheck.Fault;
import dev.bailey.runbook.JournalCheck.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalChainTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final int ENTRIES = 12;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("journal.db");
    }

    @Test
    void anUntouchedJournalIsWhole() {
        JournalHead head = write(ENTRIES);

        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
        assertThat(head.number()).isEqualTo(ENTRIES);
    }

    @Test
    void anEmptyJournalIsWhole() {
        JournalHead head = write(0);

        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
    }

    @Test
    void theChainGoesOnAcrossRestarts() {
        write(3);
        JournalHead head = write(3);

        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
        assertThat(head.number()).isEqualTo(6);
    }

    @Test
    void aJournalIsCheckedWhileItIsOpenAndEntriesAreAdded() {
        try (Journal journal = Journal.open(file, InstantSource.fixed(NOON))) {
            for (int i = 1; i <= 5; i++) {
                journal.append("note", "a", "entry " + i, Map.of());

                assertThat(Journal.check(file)).isEqualTo(new Whole(journal.head()));
            }
        }
    }

    @Test
    void aJournalIsWholeWhileAnotherProcessWritesItAndAfterThatWasKilled() throws IOException, InterruptedException {
        Process writer = DyingWriter.builder(file, "1000000").start();
        try {
            StepWorld.eventually(() -> entriesOfWholeJournal() > 20);
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }

        long left = entriesOfWholeJournal();

        assertThat(left).isGreaterThan(20);
        JournalHead head = write(1);
        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
        assertThat(head.number()).isEqualTo(left + 1);
    }

    @Test
    void aJournalIsFoundWhateverItsFolderIsCalled() throws IOException {
        file = Files.createDirectory(folder.resolve("böse #1 100%20 & co")).resolve("journal.db");
        JournalHead head = write(ENTRIES);

        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
    }

    @Test
    void aCopyInAFolderThatMayNotBeWrittenIsChecked() throws IOException {
        JournalHead head = write(ENTRIES);
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path copy = Files.copy(file, closed.resolve("copy.db"));
        assertThat(closed.toFile().setWritable(false)).isTrue();

        try {
            assertThat(Journal.check(copy)).isEqualTo(new Whole(head));
        } finally {
            assertThat(closed.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void everySortOfTextIsHashedAsItIsRead() {
        try (Journal journal = Journal.open(file, InstantSource.fixed(NOON))) {
            for (String odd : List.of("", "\0", "a\0b", "\ud800", "\ud83d\ude00", "\u0301e", "\r\n", "\"'\\")) {
                journal.append("note", odd, odd, Map.of(odd, odd));
            }
        }

        assertThat(Journal.check(file)).isInstanceOf(Whole.class);
    }

    /** Every field of every entry, each changed in a way of the seed's. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20261128})
    void anyFieldOfAnyEntryThatWasChangedIsFound(long seed) throws SQLException {
        write(ENTRIES);
        Random random = new Random(seed);
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String column : List.of("at", "kind", "subject", "text", "details", "hash")) {
                for (int number = 1; number <= ENTRIES; number++) {
                    String before = value(statement, "select " + column + " from entry where number = " + number);
                    set(statement, column, number, mutated(before, random));

                    requireChanged(number, column + " of entry " + number + ", seed " + seed);

                    set(statement, column, number, before);
                }
            }
        }
        assertThat(Journal.check(file).isWhole()).isTrue();
    }

    @Test
    void textThatMovesFromOneFieldToTheNextIsFound() throws SQLException {
        write(ENTRIES);
        change("update entry set subject = subject || substr(text, 1, 1), text = substr(text, 2) where number = 4");

        assertThat(Journal.check(file))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.number()).isEqualTo(4));
    }

    @Test
    void anyEntryThatWasRemovedIsFound() throws SQLException {
        for (int number = 1; number < ENTRIES; number++) {
            write(ENTRIES);
            change("delete from entry where number = " + number);

            assertThat(Journal.check(file))
                    .isEqualTo(new Broken(number, Fault.MISSING, "entry " + number + " is missing"));

            startOver();
        }
    }

    @Test
    void anEntryThatWasRemovedAndTheOthersMovedUpIsFound() throws SQLException {
        write(ENTRIES);
        change("delete from entry where number = 5");
        change("update entry set number = number - 1 where number > 5");

        assertThat(Journal.check(file))
                .isEqualTo(new Broken(5, Fault.CHANGED, "entry 5 is not what was written behind the entry before it"));
    }

    @Test
    void anyTwoEntriesThatWereSwappedAreFound() throws SQLException {
        write(ENTRIES);
        for (int one = 1; one <= ENTRIES; one++) {
            for (int other = one + 1; other <= ENTRIES; other++) {
                swap(one, other);

                assertThat(Journal.check(file))
                        .isEqualTo(
                                new Broken(one, Fault.OUT_OF_ORDER, "entry " + one + " was written as entry " + other));

                swap(one, other);
            }
        }
    }

    @Test
    void anEntryThatWasPutBetweenOthersIsFound() throws SQLException {
        write(ENTRIES);
        change("update entry set number = -number - 1 where number >= 7");
        change("update entry set number = -number where number < 0");
        change("insert into entry select 7, at, kind, subject, 'approved', details, hash from entry where number = 6");

        assertThat(Journal.check(file))
                .isEqualTo(new Broken(7, Fault.CHANGED, "entry 7 is not what was written behind the entry before it"));
    }

    @Test
    void anEntryThatWasPutBehindTheLastIsFound() throws SQLException {
        write(ENTRIES);
        change("insert into entry select 13, at, kind, subject, text, details, hash from entry where number = 12");

        assertThat(Journal.check(file))
                .isInstanceOfSatisfying(
                        Broken.class, broken -> assertThat(broken.number()).isEqualTo(13));
    }

    @Test
    void anEndThatWasCutOffIsFoundByTheLastEntryOfAReport() throws SQLException {
        JournalHead head = write(ENTRIES);
        change("delete from entry where number > 9");

        assertThat(Journal.check(file).isWhole()).isTrue();
        assertThat(Journal.check(file, head))
                .isEqualTo(new Broken(
                        10, Fault.MISSING, "entry 10 is missing: the journal ends before entry 12, which was known"));
    }

    @Test
    void aJournalThatWasWrittenAnewIsFoundByAnEntryOfAReport() {
        JournalHead head = write(ENTRIES);
        startOver();
        try (Journal journal = Journal.open(file, InstantSource.fixed(NOON))) {
            for (int i = 1; i <= ENTRIES; i++) {
                journal.append("note", "writer", "another entry " + i, Map.of());
            }
        }

        assertThat(Journal.check(file).isWhole()).isTrue();
        assertThat(Journal.check(file, head))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> assertThat(broken.sentence())
                                .startsWith("entry 12 is not the one that was known: its hash was " + head.hash()));
    }

    @Test
    void anEntryOfAReportIsFoundInAJournalThatWentOn() {
        JournalHead known = write(4);
        JournalHead head = write(4);

        assertThat(Journal.check(file, known)).isEqualTo(new Whole(head));
    }

    @Test
    void aJournalOfFormatOneIsTakenOverAndSaysSo() throws SQLException {
        write(ENTRIES);
        change("alter table entry drop column hash");
        change("pragma user_version = 1");
        assertThatThrownBy(() -> Journal.check(file))
                .isInstanceOf(Problem.class)
                .hasMessage("journal " + file + " has format 1, which has no hashes: it gets them when this Bailey runs"
                        + " the migration once");

        JournalHead head;
        try (Journal journal = Journal.open(file, InstantSource.fixed(NOON))) {
            head = journal.head();
            assertThat(journal.entries()).hasSize(ENTRIES + 1);
            assertThat(journal.last("journal", "format").orElseThrow())
                    .returns(ENTRIES + 1L, Entry::number)
                    .returns("entries of format 1 hashed: nothing shows whether they were changed before", Entry::text);
        }

        assertThat(Journal.check(file)).isEqualTo(new Whole(head));
        change("update entry set text = 'x' where number = 3");
        assertThat(Journal.check(file)).isInstanceOf(Broken.class);
    }

    @Test
    void whatIsNoJournalIsNamed() throws IOException {
        assertThatThrownBy(() -> Journal.check(file)).hasMessage("there is no journal at " + file + ": name the file");
        Files.writeString(file, "this is a shopping list and not a database at all, whatever its name says");

        assertThatThrownBy(() -> Journal.check(file))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("journal " + file + " cannot be read (");
    }

    @Test
    void aCopyWithoutTheLogBesideItIsNamed() throws IOException {
        Files.createFile(file);

        assertThatThrownBy(() -> Journal.check(file))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("there is no journal in " + file + ": a copy is made with the files beside it");
    }

    private long entriesOfWholeJournal() {
        try {
            return ((Whole) Journal.check(file)).head().number();
        } catch (Problem notThereYet) {
            return 0;
        }
    }

    private JournalHead write(int entries) {
        try (Journal journal = Journal.open(file, InstantSource.fixed(NOON))) {
            for (int i = 1; i <= entries; i++) {
                journal.append("note", "writer", "entry " + i, Map.of("i", Integer.toString(i)));
            }
            return journal.head();
        }
    }

    private void startOver() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void requireChanged(long number, String what) {
        assertThat(Journal.check(file)).as(what).isInstanceOfSatisfying(Broken.class, broken -> {
            assertThat(broken.fault()).isEqualTo(Fault.CHANGED);
            assertThat(broken.number()).isEqualTo(number);
        });
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + ' ' + text.substring(at);
            default -> text.substring(0, at) + (char) (text.charAt(at) ^ 1) + text.substring(at + 1);
        };
    }

    private void swap(int one, int other) throws SQLException {
        change("update entry set number = case number when " + one + " then -1 else -2 end where number in (" + one
                + ", " + other + ")");
        change("update entry set number = case number when -1 then " + other + " else " + one
                + " end where number < 0");
    }

    private static void set(Statement statement, String column, int number, String value) throws SQLException {
        statement.execute(
                "update entry set " + column + " = '" + value.replace("'", "''") + "' where number = " + number);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?synchronous=off");
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
