package dev.bailey.verification;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares named rows, such as those that changed since they were last compared. Confined to one thread. */
final class RowsComparison {

    private final Sides sides;
    private final SecondLook secondLook;
    private final VerificationSettings settings;

    RowsComparison(Sides sides, SecondLook secondLook, VerificationSettings settings) {
        this.sides = sides;
        this.secondLook = secondLook;
        this.settings = settings;
    }

    /**
     * Compares the rows of these keys.
     *
     * @param live whether rows may be on their way, so that one that differs is looked at again
     */
    Verdict run(Map<TableId, Set<Row>> keys, Map<TableId, Table> tables, boolean live) {
        Findings findings = new Findings(sides, settings);
        long rows = 0;
        for (Map.Entry<TableId, Set<Row>> changed :
                new TreeMap<>(keys).descendingMap().entrySet()) {
            Table table = tables.get(changed.getKey());
            if (table == null) {
                return new Verdict.Unknown(
                        "rows of " + changed.getKey() + " changed, which is none of the tables given");
            }
            try {
                compare(table, changed.getValue(), live, findings);
            } catch (Problem e) {
                findings.unread(table, e);
                return findings.verdict(rows);
            }
            rows += changed.getValue().size();
        }
        return rows == 0 ? new Verdict.Unknown("nothing was compared: no row was named") : findings.verdict(rows);
    }

    private void compare(Table table, Set<Row> keys, boolean live, Findings findings) {
        Answers<Map<Row, Long>> answers = sides.rows(table, keys);
        List<Row> suspects = new ArrayList<>();
        for (Row key : keys) {
            Digest owner = Digest.of(answers.owner(), key);
            Digest other = Digest.of(answers.other(), key);
            if (owner.equals(other)) {
                continue;
            }
            if (live) {
                suspects.add(key);
            } else {
                findings.different(table, key, owner, other);
            }
        }
        if (!suspects.isEmpty()) {
            secondLook.at(table, suspects, findings);
        }
    }
}
