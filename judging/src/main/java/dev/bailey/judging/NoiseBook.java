package dev.bailey.judging;

import dev.bailey.judging.Difference.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the serving side of one endpoint does not answer alike itself. Confined to one thread. */
final class NoiseBook {

    /** As often as this at once, and it is no accident. */
    private static final int SEEN_MIN = 3;

    private static final int TRAITS_MAX = 1_000;

    private final Map<Trait, Seen> seen = new HashMap<>();
    private long replays;
    private long later;

    private static final class Seen {
        private final Difference sample;
        private int atOnce;
        private int later;
        private boolean falls;

        Seen(Difference sample) {
            this.sample = sample;
        }
    }

    /** What differed when the serving side was asked twice at once. */
    void atOnce(List<Difference> differences) {
        replays++;
        for (Seen one : note(differences)) {
            one.atOnce++;
        }
    }

    /** What differed when it was asked again some time later. */
    void later(List<Difference> differences) {
        later++;
        for (Seen one : note(differences)) {
            one.later++;
        }
    }

    private List<Seen> note(List<Difference> differences) {
        Set<Trait> once = new HashSet<>();
        List<Seen> noted = new ArrayList<>();
        for (Difference difference : differences) {
            Trait trait = Trait.of(difference);
            if (seen.size() < TRAITS_MAX || seen.containsKey(trait)) {
                Seen one = seen.computeIfAbsent(trait, unseen -> new Seen(difference));
                one.falls |= !isRising(difference);
                if (once.add(trait)) {
                    noted.add(one);
                }
            }
        }
        return noted;
    }

    /** Of numbers by their value, of moments as they are spelled. */
    private static boolean isRising(Difference difference) {
        try {
            return new BigDecimal(difference.old()).compareTo(new BigDecimal(difference.now())) < 0;
        } catch (NumberFormatException e) {
            return difference.old().length() == difference.now().length()
                    && difference.old().matches("\\d{4}-\\d\\d-\\d\\d[T ].*")
                    && difference.old().compareTo(difference.now()) < 0;
        }
    }

    /** Whether a difference of this kind says nothing, for the serving side shows it by itself. */
    boolean tolerates(Trait trait) {
        Seen known = seen.get(trait);
        return known != null && known.atOnce >= SEEN_MIN && !Money.isAt(trait.path());
    }

    /** Money that the serving side does not answer alike, so that nobody can say whether the new one does. */
    @Nullable String unstableMoney() {
        return seen.entrySet().stream()
                .filter(one -> one.getValue().atOnce >= SEEN_MIN
                        && Money.isAt(one.getKey().path()))
                .map(one -> one.getKey().path())
                .sorted()
                .findFirst()
                .orElse(null);
    }

    List<Noise> all() {
        return seen.entrySet().stream()
                .map(one -> noise(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(Noise::path))
                .toList();
    }

    private Noise noise(Trait trait, Seen one) {
        boolean atOnce = one.atOnce > 0;
        boolean secret = SensitiveNames.isAt(trait.path());
        return new Noise(
                trait.path(),
                cause(trait, one),
                atOnce ? replays : later,
                atOnce ? one.atOnce : one.later,
                secret ? SensitiveNames.MASK : one.sample.old(),
                secret ? SensitiveNames.MASK : one.sample.now());
    }

    private static Noise.Cause cause(Trait trait, Seen one) {
        if (trait.kind() == Kind.ORDER) {
            return Noise.Cause.UNORDERED;
        } else if (!one.falls) {
            return Noise.Cause.MONOTONE;
        }
        return one.atOnce > 0 ? Noise.Cause.VOLATILE : Noise.Cause.CHANGING;
    }
}
