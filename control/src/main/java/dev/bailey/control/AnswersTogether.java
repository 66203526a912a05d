package dev.bailey.control;

import dev.bailey.judging.EndpointVerdict.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What several routers know of the answers of one service while one side serves, put together. Each judges the requests
 * that it took by itself, so one that has seen enough of an endpoint proves it for all of them.
 */
final class AnswersTogether {

    /** Endpoints that fewer of the sampled requests are for do not hold up a cutover that waits for proof. */
    private static final double OFTEN = 0.01;

    /** The first that any router says of an endpoint is what is said of it. */
    private static final List<String> BY_WEIGHT = Stream.of(
                    State.DIFFERENT, State.UNKNOWN, State.ALIKE, State.NEEDS_MORE)
            .map(AnswerStatus::label)
            .toList();

    /** Of each that a router tells every second: a word of it stays well below {@link FleetDoor#WORD_BYTES_MAX}. */
    private static final int TOLD_MAX = 300;

    private static final int NOISE_TOLD_MAX = 10;
    private static final int EXAMPLES_TOLD_MAX = 3;

    private static final String DIFFERENT = AnswerStatus.label(State.DIFFERENT);
    private static final String ALIKE = AnswerStatus.label(State.ALIKE);
    private static final String NEEDS_MORE = AnswerStatus.label(State.NEEDS_MORE);

    private AnswersTogether() {}

    /** @param known of this service while this side serves, by one router each */
    static AnswerStatus.Direction of(String service, String serving, List<AnswerStatus.Direction> known) {
        return new AnswerStatus.Direction(
                service,
                serving,
                merged(
                        known,
                        AnswerStatus.Direction::endpoints,
                        AnswerStatus.Endpoint::endpoint,
                        AnswersTogether::both),
                merged(
                        known,
                        AnswerStatus.Direction::findings,
                        found -> Arrays.asList(found.endpoint(), found.path(), found.kind()),
                        AnswersTogether::both));
    }

    private static <P, T> List<T> merged(
            List<P> parts, Function<P, List<T>> list, Function<T, Object> key, BinaryOperator<T> both) {
        Map<Object, T> merged = new LinkedHashMap<>();
        parts.forEach(part -> list.apply(part).forEach(one -> merged.merge(key.apply(one), one, both)));
        return new ArrayList<>(merged.values());
    }

    private static AnswerStatus.Endpoint both(AnswerStatus.Endpoint one, AnswerStatus.Endpoint other) {
        AnswerStatus.Endpoint first = Stream.of(one, other)
                .min(Comparator.comparingInt(each -> BY_WEIGHT.indexOf(each.verdict())))
                .orElseThrow();
        return new AnswerStatus.Endpoint(
                one.endpoint(),
                first.verdict(),
                first.because(),
                one.sampled() + other.sampled(),
                one.compared() + other.compared(),
                one.lagging() + other.lagging(),
                one.unknown() + other.unknown(),
                first.verdict().equals(NEEDS_MORE) ? Math.min(one.more(), other.more()) : 0,
                merged(
                        List.of(one, other),
                        AnswerStatus.Endpoint::noise,
                        noise -> Arrays.asList(noise.path(), noise.cause()),
                        AnswersTogether::both));
    }

    private static AnswerStatus.NoiseLine both(AnswerStatus.NoiseLine one, AnswerStatus.NoiseLine other) {
        return new AnswerStatus.NoiseLine(
                one.path(),
                one.cause(),
                one.replays() + other.replays(),
                one.seen() + other.seen(),
                one.sample(),
                one.again());
    }

    private static AnswerStatus.Found both(AnswerStatus.Found one, AnswerStatus.Found other) {
        AnswerStatus.Found more = one.seen() < other.seen() ? other : one;
        return new AnswerStatus.Found(
                one.endpoint(),
                one.path(),
                one.kind(),
                one.seen() + other.seen(),
                more.proof(),
                one.accepted() == null ? other.accepted() : one.accepted(),
                more.examples());
    }

    /** The part that a router tells: what differs first, then what is asked for most. */
    static AnswerStatus.Direction shortened(AnswerStatus.Direction known) {
        return new AnswerStatus.Direction(
                known.service(),
                known.serving(),
                known.endpoints().stream()
                        .sorted(Comparator.comparing((AnswerStatus.Endpoint endpoint) ->
                                        !endpoint.verdict().equals(DIFFERENT))
                                .thenComparing(Comparator.comparingLong(AnswerStatus.Endpoint::sampled)
                                        .reversed()))
                        .limit(TOLD_MAX)
                        .map(AnswersTogether::shortened)
                        .toList(),
                known.findings().stream()
                        .limit(TOLD_MAX)
                        .map(AnswersTogether::shortened)
                        .toList());
    }

    private static AnswerStatus.Endpoint shortened(AnswerStatus.Endpoint of) {
        List<AnswerStatus.NoiseLine> noise =
                of.noise().stream().limit(NOISE_TOLD_MAX).toList();
        return new AnswerStatus.Endpoint(
                of.endpoint(),
                of.verdict(),
                of.because(),
                of.sampled(),
                of.compared(),
                of.lagging(),
                of.unknown(),
                of.more(),
                noise);
    }

    private static AnswerStatus.Found shortened(AnswerStatus.Found of) {
        return new AnswerStatus.Found(
                of.endpoint(),
                of.path(),
                of.kind(),
                of.seen(),
                of.proof(),
                of.accepted(),
                of.examples().stream().limit(EXAMPLES_TOLD_MAX).toList());
    }

    /**
     * Why nobody should be moved away from the side that serves; empty when nothing speaks against it.
     *
     * @param proven whether that has to be known, and not only nothing else
     */
    static Optional<String> trouble(AnswerStatus.Direction known, boolean proven) {
        List<AnswerStatus.Endpoint> different = known.endpoints().stream()
                .filter(endpoint -> endpoint.verdict().equals(DIFFERENT))
                .toList();
        if (!different.isEmpty()) {
            AnswerStatus.Endpoint first = different.get(0);
            return Optional.of(first.endpoint() + ": " + first.because()
                    + (different.size() > 1 ? " (and " + (different.size() - 1) + " more endpoints)" : "")
                    + "; see \"bailey answers\"");
        }
        return proven ? unproven(known.endpoints()) : Optional.empty();
    }

    private static Optional<String> unproven(List<AnswerStatus.Endpoint> endpoints) {
        long all = endpoints.stream().mapToLong(AnswerStatus.Endpoint::sampled).sum();
        if (all == 0) {
            return Optional.of("no answers were compared yet");
        }
        return endpoints.stream()
                .filter(endpoint -> !endpoint.verdict().equals(ALIKE) && endpoint.sampled() >= OFTEN * all)
                .findFirst()
                .map(endpoint -> endpoint.endpoint() + ": " + endpoint.because());
    }
}
