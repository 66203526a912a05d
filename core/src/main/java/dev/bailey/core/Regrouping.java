package dev.bailey.core;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Other lists and shares for slices that stand on different sides. Whoever gets into another slice by them may do so
 * where both stand alike: nothing of his changes sides by that, so it does not matter who hears of it first. Immutable.
 */
public record Regrouping(Slices before, Slices now) {

    /** A place among all tenants as people write it. */
    private static final double PERCENT = 100.0;

    /** Whether they differ in their members alone: the same slices, in the same order. */
    public boolean isOfMembersAlone() {
        return names(before).equals(names(now));
    }

    private static List<String> names(Slices slices) {
        return slices.all().stream()
                .map(slice -> slice.name() + (slice.validates() ? " validates" : ""))
                .toList();
    }

    /**
     * Somebody who would get into a slice that stands otherwise than the one he was in, in a few words; empty where
     * nobody would. Only where {@link #isOfMembersAlone}.
     *
     * @param standing of a slice; alike exactly where {@link Object#equals} says so
     */
    public Optional<String> whoMoves(Function<Slice, ?> standing) {
        TreeSet<String> listed = new TreeSet<>();
        before.all().forEach(slice -> listed.addAll(slice.tenants()));
        now.all().forEach(slice -> listed.addAll(slice.tenants()));
        for (String tenant : listed) {
            if (!standsAlike(before.of(tenant), now.of(tenant), standing)) {
                return Optional.of("tenant " + tenant + words(before.of(tenant), now.of(tenant)));
            }
        }
        TreeSet<Integer> bounds = new TreeSet<>();
        before.all().forEach(slice -> bounds.add(slice.share()));
        now.all().forEach(slice -> bounds.add(slice.share()));
        for (int bound : bounds.headSet(Slice.EVERYONE)) {
            if (!standsAlike(before.byShare(bound), now.byShare(bound), standing)) {
                return Optional.of("who lies at " + bound / PERCENT + " % of all"
                        + words(before.byShare(bound), now.byShare(bound)));
            }
        }
        return Optional.empty();
    }

    private boolean standsAlike(int was, int is, Function<Slice, ?> standing) {
        Slice left = before.all().get(was);
        Slice entered = before.all().get(is);
        return left.equals(entered)
                || (left.validates() == entered.validates()
                        && standing.apply(left).equals(standing.apply(entered)));
    }

    private String words(int was, int is) {
        return " was in slice " + before.all().get(was).name() + " and would be in "
                + now.all().get(is).name();
    }
}
