package dev.bailey.verification;

import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Rows of a table that were not the same at first, gathered to be looked at again together. Confined to one thread. */
final class Suspects {

    /** After it they are looked at though they are few, so that it is known how far all is equal. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Table table;
    private final SecondLook secondLook;
    private final Findings findings;
    private final VerificationSettings settings;
    private final Progress progress;
    private final List<Row> waiting = new ArrayList<>();
    private long waitingSince;

    Suspects(Table table, SecondLook secondLook, Findings findings, VerificationSettings settings, Progress progress) {
        this.table = table;
        this.secondLook = secondLook;
        this.findings = findings;
        this.settings = settings;
        this.progress = progress;
    }

    /** Looks at once if they have become many. */
    void add(Collection<Row> rows) {
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        waiting.addAll(rows);
        if (waiting.size() >= settings.keysPerRead()) {
            look();
        }
    }

    /** Whether all that was compared is equal; looks first at those that wait for long. */
    boolean areNone() {
        if (System.nanoTime() - waitingSince > LONG.toNanos()) {
            look();
        }
        return waiting.isEmpty() && findings.areNone();
    }

    private void look() {
        if (!waiting.isEmpty()) {
            progress.lookingAgain(table.id(), waiting.size());
            secondLook.at(table, List.copyOf(waiting), findings);
            waiting.clear();
        }
    }

    boolean areTooMany() {
        return findings.isTooMuch();
    }

    /** @param rows how many were compared */
    Verdict verdict(long rows) {
        look();
        return findings.verdict(rows);
    }
}
