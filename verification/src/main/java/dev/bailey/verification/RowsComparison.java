package dev.bailey.verification;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares named rows, such as those that changed since they were last compared. Confined to one thread. */
final class RowsComparison {

    private final Sides sides;
    private final VerificationSettings settings;

    /** What becomes of rows that differ. */
    @FunctionalInterface
    interface Judge {
        void judge(Table table, Map<Row, Answers<Digest>> differing, Findings findings);
    }

    RowsComparison(Sides sides, VerificationSettings settings) {
        this.sides = sides;
        this.settings = settings;
    }

    /** Compares the rows of these keys. */
    Verdict run(Map<TableId, Set<Row>> keys, Map<TableId, Table> tables, Judge judge) {
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
                compare(table, changed.getValue(), judge, findings);
            } catch (Problem e) {
                findings.unread(table, e);
                return findings.verdict(rows);
            }
            rows += changed.getValue().size();
        }
        return rows == 0 ? new Verdict.Unknown("nothing was compared: no row was named") : findings.verdict(rows);
    }

    private void compare(Table table, Set<Row> keys, Judge judge, Findings findings) {
        Answers<Map<Row, Long>> answers = sides.rows(table, keys);
        Map<Row, Answers<Digest>> differing = new HashMap<>();
        for (Row key : keys) {
            Digest owner = Digest.of(answers.owner(), key);
            Digest other = Digest.of(answers.other(), key);
            if (!owner.equals(other)) {
                differing.put(key, new Answers<>(owner, other));
            }
        }
        if (!differing.isEmpty()) {
            judge.judge(table, differing, findings);
        }
    }
}
