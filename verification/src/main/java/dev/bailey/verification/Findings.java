package dev.bailey.verification;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what a comparison finds, and judges it in the end. Confined to one thread. */
final class Findings {

    private final Sides sides;
    private final VerificationSettings settings;
    private final List<Verdict.Difference> kept = new ArrayList<>();
    private Optional<String> unsettled = Optional.empty();
    private long different;

    Findings(Sides sides, VerificationSettings settings) {
        this.sides = sides;
        this.settings = settings;
    }

    void different(Table table, Row key, Digest owner, Digest other) {
        different++;
        if (kept.size() < settings.differencesKept()) {
            boolean ownerIsSource = sides.owner() == Side.SOURCE;
            kept.add(new Verdict.Difference(
                    table.id(),
                    key,
                    shown(Side.SOURCE, table, key, ownerIsSource ? owner : other),
                    shown(Side.TARGET, table, key, ownerIsSource ? other : owner)));
        }
    }

    /** Its key stays out of the sentence, which goes into journals and logs. */
    void unsettled(Table table, int looks) {
        if (unsettled.isEmpty()) {
            unsettled =
                    Optional.of("a row of " + table + " never stood still in " + looks + " looks: compare again later");
        }
    }

    void unread(Table table, Problem why) {
        if (unsettled.isEmpty()) {
            unsettled = Optional.of(table + " could not be compared: " + why.getMessage());
        }
    }

    /** Whether nothing speaks against what was compared. */
    boolean areNone() {
        return different == 0 && unsettled.isEmpty();
    }

    boolean isTooMuch() {
        return different > settings.differingRowsMax();
    }

    /**
     * A difference is certain, whatever else could not be settled.
     *
     * @param rows how many were compared
     */
    Verdict verdict(long rows) {
        if (different > 0) {
            return new Verdict.Different(kept, different, rows);
        }
        return unsettled.<Verdict>map(Verdict.Unknown::new).orElseGet(() -> new Verdict.Equal(rows));
    }

    /**
     * The row as it is now; its digest where it is not to be shown or has gone since. Empty only where it was missing.
     */
    private String shown(Side side, Table table, Row key, Digest digest) {
        if (digest.isMissing() || kept.size() >= settings.imagesKept()) {
            return digest.toString();
        }
        try {
            String image = sides.ask(side, digests -> digests.image(table, key));
            return image.isEmpty() ? digest.toString() : image;
        } catch (Problem e) {
            return digest + " (not shown: " + e.getMessage() + ")";
        }
    }
}
