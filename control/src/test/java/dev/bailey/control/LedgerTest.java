package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.runbook.Journal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Intent FORWARD = new Intent("everyone", Side.SOURCE, 1, "ann");

    @TempDir
    private Path folder;

    private Journal journal;
    private Ledger ledger;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), InstantSource.system());
        ledger = new Ledger(journal, Slice.everyone("everyone"));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void beforeTheFirstMoveTheSourceServes() {
        assertThat(ledger.route()).isEqualTo(Route.to(Side.SOURCE, "everyone", 0));
        assertThat(ledger.open()).isEmpty();
        assertThat(ledger.history()).isEmpty();
    }

    @Test
    void aMoveWithoutAnEndIsFoundAfterARestart() {
        ledger.intended(FORWARD);
        close();
        open();

        assertThat(ledger.open()).contains(FORWARD);
        assertThat(ledger.route()).isEqualTo(Route.to(Side.SOURCE, "everyone", 0));
    }

    @Test
    void aMoveIsRememberedWithWhatItCostAndWhoAskedForIt() {
        Flip flip = new Flip(FORWARD, Flip.Outcome.FLIPPED, Side.TARGET, Instant.EPOCH, Map.of(FlipStep.HOLD, 3L), "");
        ledger.intended(FORWARD);
        ledger.ended(flip);
        ledger.measured(new FlipRecord(flip, OptionalLong.of(84), OptionalLong.of(6), OptionalLong.of(0)));

        FlipRecord record = ledger.history().get(0);

        assertThat(ledger.route()).isEqualTo(Route.to(Side.TARGET, "everyone", 2));
        assertThat(record.pauseMillis()).hasValue(84);
        assertThat(record.flip().stepMillis()).isEqualTo(Map.of(FlipStep.HOLD, 3L));
        assertThat(record.flip().intent().by()).isEqualTo("ann");
    }

    @Test
    void whatTheDeathOfAProcessLeftUnmeasuredStaysUnmeasured() {
        ledger.intended(FORWARD);
        ledger.ended(new Flip(FORWARD, Flip.Outcome.ABORTED, Side.SOURCE, Instant.EPOCH, Map.of(), "it died"));

        FlipRecord record = ledger.history().get(0);

        assertThat(record.pauseMillis()).isEmpty();
        assertThat(record.held()).isEmpty();
        assertThat(record.flip().because()).isEqualTo("it died");
        assertThat(ledger.route()).isEqualTo(Route.to(Side.SOURCE, "everyone", 2));
    }
}
