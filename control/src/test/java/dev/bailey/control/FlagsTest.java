package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import dev.bailey.runbook.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which side's jobs may work, by a clock that is turned by hand. */
class FlagsTest {

    private static final Intent FORWARD = new Intent("everyone", Side.SOURCE, 1, "ann");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Instant now = Instant.parse("2026-11-29T02:00:00Z");

    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @SuppressWarnings("NullAway.Init")
    private Ledgers ledgers;

    @SuppressWarnings("NullAway.Init")
    private Flags flags;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), () -> now);
        ledgers = new Ledgers(journal, Slices.everyone("everyone"));
        flags = new Flags(ledgers, Duration.ofSeconds(20), () -> now);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whileAMoveIsUnderWayNobodyWorks() {
        assertThat(owner()).contains(Side.SOURCE);

        everyones().intended(FORWARD);

        assertThat(owner()).isEmpty();
    }

    @Test
    void theNewSideWorksOnceTheLastYesOfTheOldOneIsTooOld() {
        everyones().intended(FORWARD);
        end(Flip.Outcome.FLIPPED, Side.TARGET);

        pass(flags.timeToLive().minusMillis(1));
        assertThat(owner()).as("the old side may still hold a yes").isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(owner()).contains(Side.TARGET);
    }

    @Test
    void theSameHoldsAfterARestart() {
        everyones().intended(FORWARD);
        end(Flip.Outcome.FLIPPED, Side.TARGET);
        close();
        open();

        assertThat(owner()).isEmpty();
    }

    @Test
    void aMoveThatWasGivenUpLetsTheOldSideWorkOnAtOnce() {
        everyones().intended(FORWARD);
        end(Flip.Outcome.ABORTED, Side.SOURCE);

        assertThat(owner()).contains(Side.SOURCE);
    }

    @Test
    void anAnswerLivesForAQuarterOfTheLeaseAndTwoSecondsAtMost() {
        assertThat(flags.timeToLive()).isEqualTo(Duration.ofSeconds(2));
        assertThat(new Flags(ledgers, Duration.ofSeconds(4), () -> now).timeToLive())
                .isEqualTo(Duration.ofSeconds(1));
    }

    private Ledger everyones() {
        return ledgers.of(ledgers.slices().last());
    }

    private Optional<Side> owner() {
        return flags.answer(null).owner();
    }

    private void end(Flip.Outcome outcome, Side owner) {
        everyones().ended(new Flip(FORWARD, outcome, owner, now, Map.of(), ""));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
