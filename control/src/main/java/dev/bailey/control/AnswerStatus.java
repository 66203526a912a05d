package dev.bailey.control;

import dev.bailey.judging.EndpointVerdict;
import dev.bailey.judging.Finding;
import dev.bailey.judging.Noise;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of both sides' answers. Immutable.
 *
 * @param directions for each service, while the source serves and while the target does
 */
public record AnswerStatus(List<Direction> directions) {

    /**
     * One service, while one side serves.
     *
     * @param serving {@code source} or {@code target}
     */
    public record Direction(String service, String serving, List<Endpoint> endpoints, List<Found> findings) {}

    /**
     * One endpoint.
     *
     * @param verdict {@code alike}, {@code different}, {@code needs_more} or {@code unknown}
     * @param sampled requests of users that were in the sample
     * @param compared of these, those of which it is known whether they are alike
     * @param lagging of these, those alike only once the other side had caught up
     * @param more samples that are still needed, about
     */
    public record Endpoint(
            String endpoint,
            String verdict,
            String because,
            long sampled,
            long compared,
            long lagging,
            long unknown,
            long more,
            List<NoiseLine> noise) {}

    /**
     * What the serving side does not answer alike itself.
     *
     * @param cause {@code volatile}, {@code unordered}, {@code monotone} or {@code changing}
     * @param sample what it answered once, masked where its name tells of a secret
     */
    public record NoiseLine(String path, String cause, long replays, long seen, String sample, String again) {}

    /** A difference; accepted is null while nobody has accepted it. */
    public record Found(
            String endpoint,
            String path,
            String kind,
            long seen,
            String proof,
            @Nullable String accepted,
            List<Finding.Example> examples) {}

    static Endpoint endpoint(EndpointVerdict verdict, List<Noise> noise) {
        return new Endpoint(
                verdict.endpoint(),
                label(verdict.state()),
                verdict.because(),
                verdict.served(),
                verdict.compared(),
                verdict.lagging(),
                verdict.unknown(),
                verdict.more(),
                noise.stream()
                        .map(one -> new NoiseLine(
                                one.path(), label(one.cause()), one.replays(), one.seen(), one.sample(), one.again()))
                        .toList());
    }

    static Found finding(Finding found) {
        return new Found(
                found.endpoint(),
                found.path(),
                label(found.kind()),
                found.seen(),
                found.proof(),
                found.accepted(),
                found.examples());
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
