package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Traffic;
import dev.bailey.router.HoldReport;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.SideAnswers;
import dev.bailey.router.Trouble;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routers that joined from processes of their own. Each holds a lease by being heard: one that is silent for longer
 * stops no move any more, and the guards in the databases refuse what it may still send to the old side. But for as
 * long as it was seen lately, no move begins while it lacks the current route. Thread-safe.
 */
final class Fleet implements Traffic, AutoCloseable {

    /** Routers speak once a second, so one that stops in a hold fails a move of the usual length, and no later one. */
    static final Duration LEASE = Duration.ofSeconds(3);

    /** Long enough for a router to come back after a restart, of its own or of the control plane. */
    static final Duration SEEN_LATELY = Duration.ofSeconds(30);

    static final int ROUTERS_MAX = 64;

    private static final int GONE_MAX = 1_000;

    /** Taken every second, and a router says a few at a time. */
    private static final int TROUBLES_MAX = 16_384;

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    /** The kind of the journal's entries about it. */
    private static final String KIND = "router";

    private static final String JOINED = "joined";

    private static final Duration LEASES_EVERY = Duration.ofMillis(100);

    /** What is still to be noted in the journal is noted by then. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final Journal journal;
    private final LongSupplier nanoTime;
    private final Map<String, JoinedRouter> routers = new TreeMap<>();

    /** Joined in an earlier process and not heard of in this one, with the time until which it is waited for. */
    private final Map<String, Long> missed = new TreeMap<>();

    /** Figures of routers that are gone, so that totals do not fall; the oldest are forgotten. */
    private final List<RouterMeter.Snapshot> gone = new ArrayList<>();

    /** What routers said of their troubles since somebody took it, the last word on each. */
    private final Map<String, RouterTrouble> troubles = new LinkedHashMap<>();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bailey-fleet");
        made.setDaemon(true);
        return made;
    });
    private final Future<?> repeated;

    /** What each slice's routers were told last, by slice, in the order of the slices. */
    private final Map<String, Told> told = new LinkedHashMap<>();

    private long orders;
    private volatile Consumer<String> newcomers = name -> {};

    /**
     * @param last order
     * @param sentNanos when it was sent
     * @param decided the last route that is not a hold
     */
    private record Told(RouterMessage.Order last, long sentNanos, Route decided) {}

    /** @param decided the routes of all slices, by the journal */
    Fleet(Journal journal, List<Route> decided, LongSupplier nanoTime) {
        this.journal = journal;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        for (Route route : decided) {
            told.put(route.slice(), new Told(new RouterMessage.Order(++orders, route, 0), now, route));
        }
        for (Entry entry : journal.entries()) {
            if (entry.kind().equals(KIND)) {
                noteEarlier(entry);
            }
        }
        this.repeated = thread.scheduleWithFixedDelay(
                this::lookAtLeases, LEASES_EVERY.toMillis(), LEASES_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void noteEarlier(Entry entry) {
        if (entry.text().equals(JOINED)) {
            missed.put(entry.subject(), nanoTime.getAsLong() + SEEN_LATELY.toNanos());
        } else {
            missed.remove(entry.subject());
        }
    }

    /** Before a router is told anything by which it could serve. May be called on an event loop, so is to be quick. */
    void whenOneComes(Consumer<String> told) {
        newcomers = told;
    }

    void comes(String name) {
        newcomers.accept(name);
    }

    /** The routes as decided last, for a router that begins. */
    synchronized List<Route> decided() {
        return told.values().stream().map(Told::decided).toList();
    }

    /**
     * A router of this name says its first word on a connection.
     *
     * @throws Problem when another one of that name is there, or there are too many
     */
    synchronized void joined(
            String name, String service, String instance, JoinedRouter.Link link, RouterMessage.FromRouter word) {
        long now = nanoTime.getAsLong();
        JoinedRouter known = routers.get(name);
        if (known == null) {
            if (routers.size() == ROUTERS_MAX) {
                throw new Problem(Problem.Kind.UNFIT, "there are " + ROUTERS_MAX + " routers already");
            }
            known = new JoinedRouter(name, service, instance, link, word, now);
            routers.put(name, known);
            noteLater(name, JOINED, word.address());
        } else {
            if (known.isLinked() && known.hasLease(now) && !known.isInstance(instance)) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "a router named " + name + " is there already, at " + known.address()
                                + ": give this one another --name");
            }
            if (!known.isInstance(instance)) {
                remember(known.traffic());
            }
            known.linked(link, instance, word, now);
        }
        missed.remove(name);
        noteTroubles(known, word);
        LOG.info("router {} at {} has joined, epoch {}", name, word.address(), known.epoch());
        known.giveUpAllBut(
                told.values().stream().map(each -> each.last.number()).toList());
        for (Told each : told.values()) {
            RouterMessage.Order order = current(each, now);
            if (known.epoch(order.route().slice()) < order.route().epoch() || known.waitsFor(order.number())) {
                known.send(order);
            }
        }
    }

    /** The last order, a hold with what is left of its time; once that is over, the route before it. */
    private static RouterMessage.Order current(Told told, long now) {
        RouterMessage.Order last = told.last;
        if (!last.route().held()) {
            return last;
        }
        long leftMillis = last.limitMillis() - TimeUnit.NANOSECONDS.toMillis(now - told.sentNanos);
        return leftMillis < 1
                ? new RouterMessage.Order(RouterMessage.Order.NOBODY_WAITS, told.decided, 0)
                : new RouterMessage.Order(last.number(), last.route(), leftMillis);
    }

    synchronized void heard(String name, JoinedRouter.Link link, RouterMessage.FromRouter word) {
        JoinedRouter router = routers.get(name);
        if (router == null || !router.is(link)) {
            return;
        }
        router.heard(word, nanoTime.getAsLong());
        noteTroubles(router, word);
        if (word.leaving()) {
            router.pass("it leaves");
            forget(router, "left");
        }
    }

    private void noteTroubles(JoinedRouter router, RouterMessage.FromRouter word) {
        for (Trouble trouble : Optional.ofNullable(word.troubles()).orElse(List.of())) {
            RouterTrouble told = RouterTrouble.of(router.name(), router.service(), router.instance(), trouble);
            if (troubles.size() < TROUBLES_MAX || troubles.containsKey(told.id())) {
                troubles.put(told.id(), told);
            }
        }
    }

    /** What routers have said of their troubles since this was asked last. */
    synchronized List<RouterTrouble> takeTroubles() {
        List<RouterTrouble> taken = List.copyOf(troubles.values());
        troubles.clear();
        return taken;
    }

    /** The connection is gone, which says nothing about the router: its lease goes on. */
    synchronized void lost(String name, JoinedRouter.Link link) {
        JoinedRouter router = routers.get(name);
        if (router != null && router.is(link)) {
            router.unlinked();
        }
    }

    private void forget(JoinedRouter router, String because) {
        routers.remove(router.name());
        remember(router.traffic());
        LOG.info("router {} at {} {}", router.name(), router.address(), because);
        noteLater(router.name(), because, router.address());
    }

    private void remember(RouterMeter.Snapshot traffic) {
        gone.add(traffic);
        if (gone.size() > GONE_MAX) {
            gone.remove(0);
        }
    }

    /** Off the event loops, and no reason to fail: what is missing there only shortens the wait after a restart. */
    private void noteLater(String name, String text, String address) {
        thread.execute(() -> {
            try {
                journal.append(KIND, name, text, Map.of("address", address));
            } catch (Problem unwritten) {
                LOG.warn("{}", unwritten.getMessage());
            }
        });
    }

    private synchronized void lookAtLeases() {
        try {
            long now = nanoTime.getAsLong();
            for (JoinedRouter router : List.copyOf(routers.values())) {
                if (!router.hasLease(now)) {
                    router.pass("silent for " + router.silent(now).toMillis() + " ms");
                }
                if (!router.isSeenLately(now) && !router.isLinked()) {
                    forget(router, "was not heard of for " + SEEN_LATELY.toSeconds() + " s");
                }
            }
        } catch (RuntimeException bug) {
            LOG.error("a bug while looking at the leases of routers", bug);
        }
    }

    @Override
    public synchronized Route confirmed(String slice) {
        long now = nanoTime.getAsLong();
        return routers.values().stream()
                .filter(router -> router.isSeenLately(now))
                .map(router -> router.route(slice))
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(Route::epoch))
                .orElse(told(slice).decided);
    }

    private Told told(String slice) {
        Told known = told.get(slice);
        if (known == null) {
            throw new IllegalArgumentException("routers were never told of a slice " + slice);
        }
        return known;
    }

    @Override
    public synchronized CompletionStage<Void> hold(Route held, Duration limit) {
        return send(held, limit.toMillis());
    }

    @Override
    public synchronized CompletionStage<Void> publish(Route route) {
        Told known = told(route.slice());
        if (route.epoch() >= known.decided.epoch()) {
            told.put(route.slice(), new Told(known.last, known.sentNanos, route));
        }
        return send(route, 0);
    }

    private CompletionStage<Void> send(Route route, long limitMillis) {
        long now = nanoTime.getAsLong();
        RouterMessage.Order order = new RouterMessage.Order(++orders, route, limitMillis);
        Told known = told(route.slice());
        if (route.epoch() >= known.last.route().epoch()) {
            told.put(route.slice(), new Told(order, now, known.decided));
        }
        return CompletableFuture.allOf(routers.values().stream()
                .map(router -> router.follow(order, now))
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Whether one that can be told lacks this route. */
    synchronized boolean isBehind(Route decided) {
        return routers.values().stream()
                .anyMatch(router -> router.isLinked() && router.epoch(decided.slice()) < decided.epoch());
    }

    /** Why no move should begin now, one sentence for each router; empty when nothing speaks against it. */
    synchronized List<String> lacking(Route decided) {
        long now = nanoTime.getAsLong();
        List<String> sentences = new ArrayList<>();
        for (JoinedRouter router : routers.values()) {
            long epoch = router.epoch(decided.slice());
            if (router.isSeenLately(now) && epoch != decided.epoch()) {
                sentences.add("router " + router.name() + " at " + router.address() + " is at epoch " + epoch
                        + ", the journal at " + decided.epoch()
                        + (router.hasLease(now)
                                ? ""
                                : "; silent for " + router.silent(now).toSeconds() + " s"));
            }
        }
        missed.forEach((name, until) -> {
            if (now - until < 0) {
                sentences.add("router " + name + " had joined and is not back yet; it is waited for for "
                        + TimeUnit.NANOSECONDS.toSeconds(until - now) + " s more");
            }
        });
        return sentences;
    }

    /** Those that are silent without having left, and for how long. */
    synchronized List<String> silent() {
        long now = nanoTime.getAsLong();
        return routers.values().stream()
                .filter(router -> !router.hasLease(now) && router.isSeenLately(now))
                .map(router -> "router " + router.name() + " at " + router.address() + " has been silent for "
                        + router.silent(now).toSeconds() + " s")
                .toList();
    }

    /** Of those that are there, or were lately, or had joined and are not back yet. */
    synchronized List<String> names() {
        return Stream.concat(routers.keySet().stream(), missed(nanoTime.getAsLong()))
                .toList();
    }

    private Stream<String> missed(long now) {
        return missed.entrySet().stream()
                .filter(each -> now - each.getValue() < 0)
                .map(Map.Entry::getKey);
    }

    /** Since the start, those that are gone included. */
    synchronized List<RouterMeter.Snapshot> traffic() {
        List<RouterMeter.Snapshot> all = new ArrayList<>(gone);
        routers.values().forEach(router -> all.add(router.traffic()));
        return all;
    }

    /** Of those only that are being heard. */
    synchronized List<RouterMeter.Snapshot> trafficNow() {
        long now = nanoTime.getAsLong();
        return routers.values().stream()
                .filter(router -> router.hasLease(now))
                .map(JoinedRouter::traffic)
                .toList();
    }

    /** What the side made of the requests that came through each router, and which of them do not say now. */
    synchronized RoutersAnswers answers(Side side) {
        long now = nanoTime.getAsLong();
        Map<String, SideAnswers> answers = new HashMap<>();
        List<String> silent = new ArrayList<>();
        for (JoinedRouter router : routers.values()) {
            Optional<SideAnswers> said = router.answers(side);
            said.ifPresent(its -> answers.put(router.incarnation(), its));
            if (!router.hasLease(now) || said.isEmpty()) {
                silent.add(
                        said.isEmpty()
                                ? "router " + router.name() + " is of another version and does not say"
                                : "router " + router.name() + " has been silent for "
                                        + router.silent(now).toSeconds() + " s");
            }
        }
        missed.forEach((name, until) -> {
            if (now - until < 0) {
                silent.add("router " + name + " is not back yet");
            }
        });
        return new RoutersAnswers(answers, silent);
    }

    /** What each knows of answers, of those that are being heard. */
    synchronized List<AnswerStatus.Direction> compared() {
        long now = nanoTime.getAsLong();
        return routers.values().stream()
                .filter(router -> router.hasLease(now))
                .flatMap(router -> router.compared().stream())
                .toList();
    }

    synchronized List<HoldReport> holds(long epoch) {
        return routers.values().stream()
                .flatMap(router -> router.holds().stream())
                .filter(hold -> hold.epoch() == epoch)
                .toList();
    }

    synchronized List<Status.RouterLine> lines() {
        long now = nanoTime.getAsLong();
        return routers.values().stream()
                .map(router -> new Status.RouterLine(
                        router.name(),
                        router.service(),
                        router.address(),
                        router.epoch(),
                        router.hasLease(now) ? null : router.silent(now).toMillis()))
                .toList();
    }

    @Override
    public void close() {
        repeated.cancel(/* mayInterruptIfRunning= */ false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
