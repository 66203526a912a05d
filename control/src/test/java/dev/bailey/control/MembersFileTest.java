package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which members a plan may give its slices when Bailey starts again. */
class MembersFileTest {

    private static final Slice PILOT = Slice.of("pilot", Set.of("acme"));
    private static final Slice LATE = Slice.of("late", Set.of("it's \\ \"Müller\""));
    private static final Slice EVERYONE = Slice.everyone("everyone");
    private static final Slices SLICES = new Slices(List.of(PILOT, LATE, EVERYONE));
    private static final Slices LATER =
            new Slices(List.of(PILOT, Slice.of("late", Set.of("it's \\ \"Müller\"", "initech")), EVERYONE));
    private static final Intent FORWARD = new Intent("pilot", Side.SOURCE, 1, "ann");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), InstantSource.system());
        file().keep(SLICES);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private MembersFile file() {
        return new MembersFile(folder.resolve("members.json"));
    }

    private ThrowingCallable startingWith(Slices slices) {
        return () -> file().requireNobodyMoves(slices, journal);
    }

    private void movePilot() {
        Ledger ledger = new Ledger(journal, PILOT);
        ledger.intended(FORWARD);
        ledger.ended(new Flip(FORWARD, Flip.Outcome.FLIPPED, Side.TARGET, Instant.EPOCH, Map.of(), ""));
    }

    @Test
    void whileAllAreOnTheSourceEverythingMayChange() {
        assertThatCode(startingWith(LATER)).doesNotThrowAnyException();
        assertThatCode(startingWith(Slices.everyone("all"))).doesNotThrowAnyException();
    }

    @Test
    void afterAMoveWhoStaysOnHisSideMayChangeHisSliceAndNobodyElse() {
        movePilot();

        assertThatCode(startingWith(SLICES)).doesNotThrowAnyException();
        assertThatCode(startingWith(LATER)).doesNotThrowAnyException();
        assertThatThrownBy(startingWith(
                        new Slices(List.of(Slice.of("pilot", Set.of("acme", "initech")), LATE, EVERYONE))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tenant initech was in slice everyone and would be in pilot");
        assertThatThrownBy(startingWith(Slices.everyone("all")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("they are [all] and were [pilot, late, everyone]");
    }

    @Test
    void whoeverOnlyReadsTheJournalIsToldTheSame() {
        movePilot();
        List<Entry> entries = Journal.read(folder.resolve("journal.db"));

        assertThat(file().whoMoves(LATER, slice -> Ledger.standing(slice, entries)))
                .isEmpty();
        assertThat(file().whoMoves(Slices.everyone("all"), slice -> Ledger.standing(slice, entries)))
                .hasValueSatisfying(words -> assertThat(words).contains("were [pilot, late, everyone]"));
    }

    @Test
    void nobodyEntersASliceThatAMoveWasLeftOpenOf() {
        new Ledger(journal, PILOT).intended(FORWARD);

        assertThatCode(startingWith(LATER)).doesNotThrowAnyException();
        assertThatThrownBy(startingWith(
                        new Slices(List.of(Slice.of("pilot", Set.of("acme", "initech")), LATE, EVERYONE))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tenant initech was in slice everyone and would be in pilot");
    }

    @Test
    void aFileThatCannotBeReadIsToldByItsName() throws IOException {
        Files.writeString(folder.resolve("members.json"), "[{");

        assertThatThrownBy(startingWith(SLICES))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(folder.resolve("members.json").toString());
    }
}
