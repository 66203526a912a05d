package dev.bailey.control;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Traffic;
import dev.bailey.router.HoldReport;
import dev.bailey.router.ReadCanary;
import dev.bailey.router.Recorder;
import dev.bailey.router.Router;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.Shadow;
import dev.bailey.router.SideAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All routers of a migration as one: those of this process, one for each service, and the {@link Fleet}. Thread-safe.
 */
final class Routers implements Traffic, AutoCloseable {

    /** What those of this process are called where routers are listed. */
    private static final String OWN = "in bailey run";

    private final Map<String, Router> own;
    private final Fleet fleet;
    private final String instance = UUID.randomUUID().toString();

    /** @param own by the service that they are for */
    Routers(Map<String, Router> own, Fleet fleet) {
        this.own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
        this.fleet = fleet;
    }

    @Override
    public Route confirmed(String slice) {
        return parties()
                .map(router -> router.confirmed(slice))
                .min(Comparator.comparingLong(Route::epoch))
                .orElseThrow();
    }

    @Override
    public CompletionStage<Void> hold(Route held, Duration limit) {
        return all(router -> router.hold(held, limit));
    }

    @Override
    public CompletionStage<Void> publish(Route route) {
        return all(router -> router.publish(route));
    }

    @Override
    public CompletionStage<String> unfinished(String slice) {
        List<CompletableFuture<String>> told = parties()
                .map(router -> router.unfinished(slice))
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> told.stream()
                        .map(CompletableFuture::join)
                        .filter(sentence -> !sentence.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    private Stream<Traffic> parties() {
        return Stream.concat(own.values().stream(), Stream.of(fleet));
    }

    private CompletionStage<Void> all(Function<Traffic, CompletionStage<Void>> call) {
        return CompletableFuture.allOf(
                parties().map(call).map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
    }

    /** Whether a router that can be told has not come to this route. */
    boolean isBehind(Route decided) {
        return own.values().stream()
                        .anyMatch(router -> router.confirmed(decided.slice()).epoch() < decided.epoch())
                || fleet.isBehind(decided);
    }

    /** Why no move should begin now, a sentence for each router that has another epoch than this route. */
    List<String> lacking(Route decided) {
        List<String> sentences = new ArrayList<>();
        own.forEach((service, router) -> {
            long confirmed = router.confirmed(decided.slice()).epoch();
            if (confirmed != decided.epoch()) {
                sentences.add("the router of " + service + " is at epoch " + confirmed + ", the journal at "
                        + decided.epoch());
            }
        });
        sentences.addAll(fleet.lacking(decided));
        return sentences;
    }

    /** A sentence for each router that is silent without having left. */
    List<String> silent() {
        return fleet.silent();
    }

    /** What each has counted since its start, those that are gone included. */
    List<RouterMeter.Snapshot> traffic() {
        return with(fleet.traffic());
    }

    /** The same of those only that are there now. */
    List<RouterMeter.Snapshot> trafficNow() {
        return with(fleet.trafficNow());
    }

    private List<RouterMeter.Snapshot> with(List<RouterMeter.Snapshot> joined) {
        return Stream.concat(own.values().stream().map(router -> router.meter().snapshot()), joined.stream())
                .toList();
    }

    /** What the side made of the requests that came through each. */
    RoutersAnswers answers(Side side) {
        Map<String, SideAnswers> answers = new HashMap<>();
        own.forEach((service, router) ->
                answers.put(OWN + " " + service, router.meter().answers(side)));
        RoutersAnswers joined = fleet.answers(side);
        answers.putAll(joined.byRouter());
        return new RoutersAnswers(answers, joined.silent());
    }

    /** What each has measured of its hold of this epoch. */
    List<HoldReport> holds(long epoch) {
        return Stream.concat(
                        own.values().stream().flatMap(router -> router.meter().holds().stream()),
                        fleet.holds(epoch).stream())
                .filter(hold -> hold.epoch() == epoch)
                .toList();
    }

    /**
     * What befell requests: all that those of this process still know, and what the others said since the last time.
     */
    List<RouterTrouble> takeTroubles() {
        List<RouterTrouble> all = new ArrayList<>(fleet.takeTroubles());
        own.forEach((service, router) -> router.meter()
                .troubles()
                .forEach(trouble -> all.add(RouterTrouble.of(OWN, service, instance, trouble))));
        return all;
    }

    /** What came of requests that were sent to the other side too; of the routers of this process. */
    List<Status.ShadowLine> shadows() {
        List<Status.ShadowLine> lines = new ArrayList<>();
        own.forEach((service, router) ->
                router.shadow().ifPresent(shadow -> lines.add(StatusView.shadow(service, shadow.figures()))));
        return lines;
    }

    /** From now on so many requests go to the other side too; of all services, or of one. Names those that are told. */
    List<String> shadow(Optional<String> service, double percent) {
        List<String> told = new ArrayList<>();
        own.forEach((name, router) -> router.shadow()
                .filter(shadow -> service.map(name::equals).orElse(true))
                .ifPresent(shadow -> {
                    shadow.sends(percent / StatusView.PERCENT);
                    told.add(name);
                }));
        return told;
    }

    /** Empty where this process serves none, or several. */
    Optional<String> onlyService() {
        return own.size() == 1 ? Optional.of(own.keySet().iterator().next()) : Optional.empty();
    }

    Optional<Recorder> recorder(String service) {
        return Optional.ofNullable(own.get(service)).map(Router::recorder);
    }

    /** Those of this process that send requests to the other side too, by service. */
    Map<String, Shadow> ownShadows() {
        Map<String, Shadow> all = new LinkedHashMap<>();
        own.forEach((service, router) -> router.shadow().ifPresent(shadow -> all.put(service, shadow)));
        return all;
    }

    /** That of this process; empty where no slice accepts reads from the target, or nothing is served here. */
    Optional<ReadCanary> canary() {
        return own.values().stream().findFirst().flatMap(Router::canary);
    }

    List<Status.RouterLine> lines() {
        return Stream.concat(
                        own.entrySet().stream()
                                .map(each -> new Status.RouterLine(
                                        OWN,
                                        each.getKey(),
                                        "port " + each.getValue().port(),
                                        JoinedRouter.epoch(each.getValue().routes()),
                                        null)),
                        fleet.lines().stream())
                .toList();
    }

    /** Where each service is served by this process. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        own.forEach((service, router) -> ports.put(service, router.port()));
        return ports;
    }

    /** The routers of this process. */
    @Override
    public void close() {
        own.values().forEach(Router::close);
    }
}
