package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.router.Shadow;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the answers of both sides wherever the plan lets a shadow go, keeps cutovers waiting while they differ, and
 * notes in the journal what people accept. Routers in processes of their own compare what they take, and tell it. What
 * is known is lost with the processes, and found again. Thread-safe.
 */
public final class AnswerDesk implements AutoCloseable {

    /** The kind of the journal's entries about answers. */
    static final String KIND = "answers";

    private static final Logger LOG = LoggerFactory.getLogger(AnswerDesk.class);

    private static final String ACCEPTED = "accepted";
    private static final String FORGOTTEN = "forgotten";

    private final Map<String, AnswerPlan> plans;
    private final Supplier<List<AnswerStatus.Direction>> joined;
    private final Runnable catchUp;
    private final Journal journal;
    private final BooleanSupplier ready;

    /** What routers of this process compare. */
    private final Map<String, ServiceAnswers> own = new LinkedHashMap<>();

    /** By service. */
    private final Map<String, Decided> decided = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "answers-catch-up");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * What the journal says.
     *
     * @param forgotten how often people have said to begin anew
     */
    private record Decided(long forgotten, List<RouterMessage.Accepted> accepted) {

        static final Decided NOTHING = new Decided(0, List.of());
    }

    /**
     * Compares from the moment on at which the target has all data.
     *
     * @param shadows of this process, by service
     * @param plans by service, of each that has a shadow
     * @param joined what routers in processes of their own know
     * @param ready whether it has
     */
    AnswerDesk(
            Map<String, Shadow> shadows,
            Map<String, AnswerPlan> plans,
            Supplier<List<AnswerStatus.Direction>> joined,
            List<MovingStore> stores,
            Journal journal,
            BooleanSupplier ready) {
        this.plans = new LinkedHashMap<>(plans);
        this.joined = joined;
        this.catchUp = () -> stores.forEach(AnswerDesk::catchUp);
        this.journal = journal;
        this.ready = ready;
        plans.forEach((service, plan) -> {
            Optional.ofNullable(shadows.get(service))
                    .ifPresent(
                            shadow -> own.put(service, new ServiceAnswers(service, plan, shadow, this.catchUp, ready)));
            decide(service);
        });
    }

    private static void catchUp(MovingStore store) {
        for (Table table : store.tables()) {
            if (!store.replication().follows(table.id())) {
                throw new Problem(Problem.Kind.BUSY, table + " is being copied");
            }
        }
        store.catchUpAll();
    }

    /** Goes by what the journal says now. */
    private void decide(String service) {
        List<Entry> entries = journal.entries(KIND, service);
        long forgotten =
                entries.stream().filter(entry -> entry.text().equals(FORGOTTEN)).count();
        List<RouterMessage.Accepted> accepted = entries.stream()
                .filter(entry -> entry.text().equals(ACCEPTED))
                .map(Entry::details)
                .map(details -> new RouterMessage.Accepted(
                        details.getOrDefault("endpoint", ""),
                        details.getOrDefault("path", ""),
                        details.getOrDefault("reason", "")))
                .toList();
        decided.put(service, new Decided(forgotten, accepted));
        Optional.ofNullable(own.get(service))
                .ifPresent(answers ->
                        accepted.forEach(each -> answers.accept(each.endpoint(), each.path(), each.reason())));
    }

    /**
     * What a router of its own goes by that compares answers of this service.
     *
     * @param caughtUp the last catching up that it asked for and that is over
     */
    RouterMessage.Comparing comparing(String service, long caughtUp) {
        Decided now = decided.getOrDefault(service, Decided.NOTHING);
        return new RouterMessage.Comparing(ready.getAsBoolean(), caughtUp, now.forgotten(), now.accepted());
    }

    /** Returns at once; tells when the side that follows has what the other had committed by now, if ever. */
    void catchUp(Runnable done) {
        try {
            threads.execute(() -> {
                try {
                    catchUp.run();
                    done.run();
                } catch (Problem problem) {
                    LOG.debug("answers of a router are not compared: {}", problem.getMessage());
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("answers are compared no longer");
        }
    }

    public AnswerStatus status() {
        List<AnswerStatus.Direction> directions = new ArrayList<>();
        List<AnswerStatus.Direction> elsewhere = joined.get();
        for (String service : plans.keySet()) {
            for (Side side : Side.values()) {
                AnswerStatus.Direction direction = direction(service, side, elsewhere);
                if (!direction.endpoints().isEmpty()) {
                    directions.add(direction);
                }
            }
        }
        return new AnswerStatus(directions);
    }

    private AnswerStatus.Direction direction(String service, Side serving, List<AnswerStatus.Direction> elsewhere) {
        List<AnswerStatus.Direction> known = new ArrayList<>();
        Optional.ofNullable(own.get(service)).ifPresent(answers -> known.add(answers.direction(serving)));
        elsewhere.stream()
                .filter(direction -> direction.service().equals(service)
                        && direction.serving().equals(serving.label()))
                .forEach(known::add);
        return AnswersTogether.of(service, serving.label(), known);
    }

    /** Lets a difference be from here on. */
    Answer accept(String endpoint, String path, String reason, String by) {
        if (reason.isBlank()) {
            return new Answer.Refused("say why: a difference is accepted with a reason");
        }
        List<String> where = status().directions().stream()
                .filter(direction -> direction.findings().stream()
                        .anyMatch(found -> found.endpoint().equals(endpoint)
                                && found.path().equals(path)))
                .map(AnswerStatus.Direction::service)
                .distinct()
                .toList();
        if (where.isEmpty()) {
            return new Answer.Refused(
                    "no difference was found in " + endpoint + " at " + path + "; see \"bailey answers\"");
        }
        for (String service : where) {
            journal.append(
                    KIND, service, ACCEPTED, Map.of("endpoint", endpoint, "path", path, "reason", reason, "by", by));
            decide(service);
        }
        return new Answer.Done(path + " of " + endpoint + " may differ");
    }

    /** Begins anew, because another version of an application is there. */
    public Answer forget(String by) {
        if (plans.isEmpty()) {
            return new Answer.Refused("no answers are compared: give a service of the plan a shadow");
        }
        for (String service : plans.keySet()) {
            journal.append(KIND, service, FORGOTTEN, Map.of("by", by));
            Optional.ofNullable(own.get(service)).ifPresent(ServiceAnswers::forget);
            decide(service);
        }
        return new Answer.Done("what was found is forgotten; answers are compared from here on");
    }

    /**
     * A way back is never kept waiting: what is known of the source by its answers is known before, and people decide.
     */
    List<NamedGate> towards(Side to) {
        List<NamedGate> gates = new ArrayList<>();
        if (to == Side.TARGET) {
            List<AnswerStatus.Direction> elsewhere = joined.get();
            plans.forEach((service, plan) -> {
                String name = "answers of " + service;
                gates.add(AnswersTogether.trouble(direction(service, to.opposite(), elsewhere), plan.proven())
                        .map(trouble -> NamedGate.closed(name, trouble))
                        .orElseGet(() -> NamedGate.open(name)));
            });
        }
        return gates;
    }

    @Override
    public void close() {
        own.values().forEach(ServiceAnswers::close);
        threads.shutdown();
    }
}
