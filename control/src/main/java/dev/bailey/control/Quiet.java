package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.router.SideTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Whether anybody still uses the source: requests that routers send there, sessions in its databases, writes that
 * arrive there. What cannot be asked counts as use; while it serves, nobody needs to be asked. Thread-safe.
 */
final class Quiet {

    private final List<MovingStore> stores;
    private final Routers routers;
    private final Ledgers ledgers;
    private final Procedure.Finish rule;
    private String lastUse;
    private long lastUseNanos = System.nanoTime();
    private long requests;
    private long foreign;

    Quiet(List<MovingStore> stores, Routers routers, Ledgers ledgers, Procedure.Finish rule) {
        this.stores = List.copyOf(stores);
        this.routers = routers;
        this.ledgers = ledgers;
        this.rule = rule;
        this.requests = requests();
        this.foreign = foreign();
        this.lastUse = "nobody has looked for long enough";
    }

    /** Looks once. */
    synchronized void look() {
        uses().ifPresent(use -> {
            lastUse = use;
            lastUseNanos = System.nanoTime();
        });
    }

    /** For how long nobody was seen. */
    synchronized Duration lasts() {
        return Duration.ofNanos(System.nanoTime() - lastUseNanos);
    }

    boolean isProven() {
        return lasts().compareTo(rule.quiet()) >= 0;
    }

    /** Since when, and what the last use was. */
    synchronized String sentence() {
        return "the source has been quiet for "
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lastUseNanos) + " s of "
                + rule.quiet().toSeconds() + " s; before that: " + lastUse;
    }

    private Optional<String> uses() {
        if (ledgers.owners().contains(Side.SOURCE)) {
            return Optional.of("it served");
        }
        long requestsNow = requests();
        long foreignNow = foreign();
        long newRequests = requestsNow - requests;
        long newForeign = foreignNow - foreign;
        requests = requestsNow;
        foreign = foreignNow;
        if (newRequests != 0) {
            return Optional.of(newRequests + " requests went there");
        }
        if (newForeign != 0) {
            return Optional.of(newForeign + " transactions were written there by somebody else");
        }
        return visitors();
    }

    private Optional<String> visitors() {
        List<String> visitors = new ArrayList<>();
        for (MovingStore store : stores) {
            try {
                for (String visitor : store.database(Side.SOURCE).catalog().visitors(rule.ignored())) {
                    visitors.add("sessions in " + store.name() + ": " + visitor);
                }
            } catch (Problem unknown) {
                visitors.add(store.name() + " could not be asked: " + unknown.getMessage());
            }
        }
        return visitors.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", visitors));
    }

    private long requests() {
        return routers.traffic().stream()
                .map(router -> router.of(Side.SOURCE))
                .mapToLong(SideTraffic::requests)
                .sum();
    }

    private long foreign() {
        return stores.stream()
                .mapToLong(store -> store.replication().stream(Side.SOURCE).foreign())
                .sum();
    }
}
