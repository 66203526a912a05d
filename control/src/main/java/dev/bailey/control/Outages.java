package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.router.Trouble;
import dev.bailey.runbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The times in which users fared worse than usual: what the routers counted and what probers outside of them saw, laid
 * side by side. Drawn from a journal alone, so the same of a run that is gone. Immutable.
 */
final class Outages {

    /** A report is read by people: beyond this it has the newest. */
    private static final int WINDOWS_MAX = 1_000;

    private static final int SENTENCES_MAX = 20;

    /** By which clocks of two machines may differ. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** By which those of one may: routers count in milliseconds. */
    private static final Duration TICK = Duration.ofMillis(5);

    private final List<MoveTime> moves;
    private final Set<String> services;
    private final List<RouterTrouble> failures;
    private final List<RouterTrouble> holds;
    private final List<ProbeStory> probes;
    private final List<Report.Degraded> degraded = new ArrayList<>();
    private final List<String> disagreements = new ArrayList<>();

    private Outages(
            List<MoveTime> moves, Set<String> services, Collection<RouterTrouble> troubles, List<ProbeStory> probes) {
        this.moves = List.copyOf(moves);
        this.services = Set.copyOf(services);
        this.failures = troubles.stream().filter(trouble -> !trouble.isHeld()).toList();
        this.holds = troubles.stream().filter(RouterTrouble::isHeld).toList();
        this.probes = List.copyOf(probes);
        holds.forEach(hold -> degraded.add(line(hold, "router")));
        unseenHolds();
        failures.forEach(this::failure);
        probes.forEach(story -> story.windows().forEach(window -> seenFromOutside(story, window)));
        degraded.sort(Comparator.comparing(Report.Degraded::from));
    }

    /**
     * @param journal all of it
     * @param elsewhere what probers on other machines wrote down
     */
    static Outages of(List<Entry> journal, List<ProbeNote> elsewhere) {
        Map<String, RouterTrouble> troubles = new LinkedHashMap<>();
        List<ProbeNote> notes = new ArrayList<>();
        Set<String> services = new HashSet<>();
        for (Entry entry : journal) {
            if (entry.kind().equals(RouterTrouble.KIND)) {
                RouterTrouble trouble = RouterTrouble.of(entry);
                troubles.put(trouble.id(), trouble);
            } else if (entry.kind().equals(ProbeNote.KIND)) {
                notes.add(ProbeNote.of(entry));
            } else if (entry.kind().equals(Downtime.KIND)) {
                services.addAll(List.of(
                        entry.details().getOrDefault(Downtime.SERVICES, "").split(",")));
            }
        }
        notes.addAll(elsewhere);
        return new Outages(MoveTime.all(journal), services, troubles.values(), ProbeStory.all(notes));
    }

    /** Oldest first. */
    List<Report.Degraded> degraded() {
        return degraded.subList(Math.max(0, degraded.size() - WINDOWS_MAX), degraded.size());
    }

    /** Where routers and probers do not say the same, a sentence each. */
    List<String> disagreements() {
        if (disagreements.size() <= SENTENCES_MAX) {
            return disagreements;
        }
        List<String> shown = new ArrayList<>(disagreements.subList(0, SENTENCES_MAX));
        shown.add("and " + (disagreements.size() - SENTENCES_MAX) + " times more");
        return shown;
    }

    List<MoveTime> moves() {
        return moves;
    }

    List<ProbeStory> probes() {
        return probes;
    }

    /** Requests that their side did not answer. */
    Tally failed() {
        return tally(failures.stream().filter(trouble -> trouble.kind() != Trouble.Kind.SERVER_ERRORS));
    }

    /** Requests that their side answered with a status of 500 and more, which no router failed. */
    Tally serverErrors() {
        return tally(failures.stream().filter(trouble -> trouble.kind() == Trouble.Kind.SERVER_ERRORS));
    }

    private static Tally tally(Stream<RouterTrouble> troubles) {
        List<RouterTrouble> all = troubles.toList();
        return new Tally(all.stream().mapToLong(RouterTrouble::requests).sum(), all.size());
    }

    /** How many requests, in how many windows. */
    record Tally(long requests, long windows) {}

    /** The longest time that a request was held, if any was. */
    Optional<Duration> longestHold() {
        return Stream.concat(
                        holds.stream().map(hold -> Duration.ofMillis(hold.longestMillis())),
                        moves.stream().map(MoveTime::pause).flatMap(Optional::stream))
                .max(Comparator.naturalOrder());
    }

    /** Whether anybody was worse off, but for writes that were held, from then on. */
    boolean anyFailureSince(Instant instant) {
        return failures.stream().anyMatch(trouble -> !trouble.to().isBefore(instant))
                || probes.stream()
                        .flatMap(story -> story.windows().stream())
                        .anyMatch(window -> !window.to().isBefore(instant));
    }

    /** Moves of an earlier process, or an earlier Bailey, whose requests nobody has counted one by one. */
    private void unseenHolds() {
        for (MoveTime move : moves) {
            boolean counted = holds.stream().anyMatch(hold -> hold.epoch() == move.epoch());
            if (!counted && move.pause().isPresent() && move.to().isPresent()) {
                Duration pause = move.pause().get();
                Instant to = move.to().get();
                degraded.add(new Report.Degraded(
                        move.slice(),
                        Trouble.Kind.WRITES_HELD.label(),
                        to.minus(pause),
                        to,
                        pause.toMillis(),
                        null,
                        null,
                        move.sentence(),
                        null,
                        null,
                        pause.toMillis(),
                        "router",
                        null));
            }
        }
    }

    private void failure(RouterTrouble trouble) {
        List<ProbeStory> looking =
                probes.stream().filter(story -> isAbout(story, trouble)).toList();
        boolean seen = looking.stream()
                .flatMap(story -> story.windows().stream())
                .anyMatch(window -> isSame(ProbeStory.span(window), span(trouble)));
        degraded.add(line(trouble, seen ? "both" : "router"));
        if (!seen && looking.stream().anyMatch(story -> story.watched(span(trouble)))) {
            disagreements.add("the routers counted " + requests(trouble.requests()) + " of " + trouble.service()
                    + " that " + told(trouble) + " " + span(trouble).sentence()
                    + ", and no prober saw it: look at paths and users that the prober does not ask for");
        }
    }

    private static String told(RouterTrouble trouble) {
        return switch (trouble.kind()) {
            case SERVER_ERRORS -> "the " + side(trouble) + " answered with a status of 500 and more";
            case SIDE_DOWN -> "found the " + side(trouble) + " down";
            case FAILED, WRITES_HELD -> "failed (" + trouble.cause() + ")";
        };
    }

    private void seenFromOutside(ProbeStory story, ProbeNote window) {
        Span span = ProbeStory.span(window);
        List<Span> counted = failures.stream()
                .filter(trouble -> isAbout(story, trouble))
                .map(Outages::span)
                .filter(one -> isSame(span, one))
                .map(one -> new Span(one.from().minus(SLACK), one.to().plus(SLACK)))
                .toList();
        for (Span rest : counted.isEmpty() ? List.of(span) : span.without(counted)) {
            if (!counted.isEmpty() && rest.length().compareTo(window.grain()) < 0) {
                continue;
            }
            boolean whole = rest.equals(span);
            degraded.add(new Report.Degraded(
                    Plan.EVERYONE,
                    "unreachable",
                    rest.from(),
                    rest.to(),
                    rest.length().toMillis(),
                    story.probe(),
                    null,
                    window.because(),
                    null,
                    whole ? window.failed() : null,
                    null,
                    "prober",
                    null));
            disagreements.add("the prober " + story.probe() + " saw " + Span.text(rest.length()) + " of errors that no"
                    + " router counted, " + rest.sentence() + " (" + window.because()
                    + "): look between the users and Bailey");
        }
    }

    /** What lasts longer than clocks differ must overlap by either; what is shorter may lie beside. */
    private static boolean isSame(Span probed, Span counted) {
        return probed.overlaps(counted, probed.length().compareTo(SLACK) > 0 ? TICK : SLACK);
    }

    /** A prober that has a service's name asks for that service alone. */
    private boolean isAbout(ProbeStory story, RouterTrouble trouble) {
        return !services.contains(story.probe()) || trouble.service().equals(story.probe());
    }

    private Report.Degraded line(RouterTrouble trouble, String seenBy) {
        return new Report.Degraded(
                slice(trouble),
                trouble.kind().label(),
                trouble.from(),
                trouble.to(),
                span(trouble).length().toMillis(),
                trouble.service(),
                trouble.side().map(Side::label).orElse(null),
                cause(trouble),
                trouble.requests(),
                null,
                trouble.longestMillis() > 0 || trouble.isHeld() ? trouble.longestMillis() : null,
                seenBy,
                trouble.router());
    }

    /** A hold is of one slice; whose the requests of any other trouble were, nobody has counted. */
    private String slice(RouterTrouble trouble) {
        return moves.stream()
                .filter(one -> trouble.isHeld() && one.epoch() == trouble.epoch())
                .map(MoveTime::slice)
                .findFirst()
                .orElse(Plan.EVERYONE);
    }

    private String cause(RouterTrouble trouble) {
        String move = moves.stream()
                .filter(one -> one.epoch() == trouble.epoch())
                .map(MoveTime::sentence)
                .findFirst()
                .orElse(trouble.epoch() == 0 ? "" : "a hold of epoch " + trouble.epoch());
        String said = switch (trouble.kind()) {
            case FAILED -> trouble.cause();
            case SERVER_ERRORS -> "the " + side(trouble) + " answered with a status of 500 and more";
            case SIDE_DOWN -> "the " + side(trouble) + " took no connections";
            case WRITES_HELD -> "";
        };
        return Stream.of(said, move).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    private static String side(RouterTrouble trouble) {
        return trouble.side().map(Side::label).orElse("side");
    }

    private static Span span(RouterTrouble trouble) {
        return new Span(trouble.from(), trouble.to());
    }

    static String requests(long count) {
        return count == 1 ? "1 request" : count + " requests";
    }
}
