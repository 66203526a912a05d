package dev.bailey.verification;

import dev.bailey.core.KeyOrder;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares one table in narrowing circles: parts of it, the rows of the parts that differ, the rows that differ. Both
 * sides are read at about the same time, but not at the same moment, so that under traffic each circle lets in rows
 * that are merely on their way; the last one sorts those out. Confined to one thread.
 */
final class TableComparison {

    private final Table table;
    private final Sides sides;
    private final SecondLook secondLook;
    private final VerificationSettings settings;

    TableComparison(Table table, Sides sides, SecondLook secondLook, VerificationSettings settings) {
        this.table = table;
        this.sides = sides;
        this.secondLook = secondLook;
        this.settings = settings;
    }

    /** @param before what an earlier comparison found equal, which need not be read again where that can be left out */
    Verdict run(Optional<EqualPart> before, Progress progress) {
        if (table.key().isEmpty()) {
            return new Verdict.Unknown(table + " has no key by which its rows can be compared: give it a primary key");
        }
        Suspects suspects = new Suspects(table, secondLook, new Findings(sides, settings), settings, progress);
        Answers<Optional<KeyOrder>> orders = sides.both(digests -> digests.order(table));
        boolean alike = orders.owner().isPresent()
                && orders.owner()
                        .map(KeyOrder::description)
                        .equals(orders.other().map(KeyOrder::description));
        return alike
                ? new RangesComparison(
                                sides,
                                new Answers<>(
                                        orders.owner().get(), orders.other().orElseThrow()),
                                suspects,
                                settings)
                        .run(before, part -> progress.equalSoFar(table.id(), part))
                : new BucketsComparison(table, sides, suspects, settings).run();
    }

    /** Rows that are not the same on both. */
    static List<Row> differing(Answers<Map<Row, Long>> rows) {
        Set<Row> keys = new HashSet<>(rows.owner().keySet());
        keys.addAll(rows.other().keySet());
        List<Row> differing = new ArrayList<>();
        for (Row key : keys) {
            if (!Digest.of(rows.owner(), key).equals(Digest.of(rows.other(), key))) {
                differing.add(key);
            }
        }
        return differing;
    }
}
