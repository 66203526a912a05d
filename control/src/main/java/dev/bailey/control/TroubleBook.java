package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes into the journal what befell requests at the routers: a window when it is first seen, when it is over, and now
 * and then in between, so that little is lost when the process dies. Thread-safe.
 */
final class TroubleBook {

    private static final long AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

    private final Journal journal;
    private final Supplier<List<RouterTrouble>> told;
    private final Map<String, Written> written = new HashMap<>();
    private final Map<String, RouterTrouble> waiting = new LinkedHashMap<>();

    private record Written(RouterTrouble trouble, long nanos) {}

    /** @param told what routers know, or say for the first time */
    TroubleBook(Journal journal, Supplier<List<RouterTrouble>> told) {
        this.journal = journal;
        this.told = told;
        long now = System.nanoTime();
        for (Entry entry : journal.entries(RouterTrouble.KIND)) {
            RouterTrouble trouble = RouterTrouble.of(entry);
            written.put(trouble.id(), new Written(trouble, now));
        }
    }

    /**
     * Writes what is due.
     *
     * @param all whether what changed a moment ago is due as well
     * @throws Problem when the journal cannot be written; nothing is forgotten then
     */
    synchronized void note(boolean all) {
        told.get().forEach(trouble -> waiting.put(trouble.id(), trouble));
        for (RouterTrouble trouble : List.copyOf(waiting.values())) {
            Written last = written.get(trouble.id());
            if (last != null && last.trouble().equals(trouble)) {
                waiting.remove(trouble.id());
            } else if (all || last == null || trouble.over() || System.nanoTime() - last.nanos() >= AGAIN_NANOS) {
                journal.append(
                        RouterTrouble.KIND, trouble.service(), trouble.kind().label(), trouble.details());
                written.put(trouble.id(), new Written(trouble, System.nanoTime()));
                waiting.remove(trouble.id());
            }
        }
    }
}
