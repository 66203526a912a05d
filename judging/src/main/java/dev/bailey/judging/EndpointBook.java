package dev.bailey.judging;

import dev.bailey.judging.Difference.Kind;
import dev.bailey.judging.EndpointVerdict.State;
import dev.bailey.judging.Finding.Example;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of one endpoint. Thread-safe. */
final class EndpointBook {

    private static final int EXAMPLES_MAX = 5;
    private static final int CLASSES = 6;
    private static final int HUNDRED = 100;
    private static final int ERRORS = 5;

    /** Looks at a time later, after which an endpoint's changing fields are known well enough. */
    private static final int LATER_ENOUGH = 20;

    private final String endpoint;
    private final JudgeSettings settings;
    private final NoiseBook noise = new NoiseBook();
    private final Map<Trait, Found> found = new LinkedHashMap<>();
    private final Map<String, OddOnes> odd = new HashMap<>();

    /** What both sides have stuck to at once: whether it differs, only a later look can tell. */
    private final Set<Trait> stuck = new HashSet<>();

    private final OddOnes errors = OddOnes.ofTwo();
    private final Map<String, String> accepted = new HashMap<>();
    private final long[] served = new long[CLASSES];
    private final long[] compared = new long[CLASSES];
    private long replays;
    private boolean replaying;
    private long lagging;
    private long unknown;

    /** Errors of the other side alone that were gone when it was asked again. */
    private long flickers;

    private int pending;
    private int laterLooks;

    private static final class Found {
        private final List<Example> examples = new ArrayList<>();
        private final String proof;
        private long seen;

        Found(String proof) {
            this.proof = proof;
        }
    }

    EndpointBook(String endpoint, JudgeSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    synchronized void served(int status) {
        served[statusClass(status)]++;
    }

    /** Of differences, those that have to be looked into. */
    synchronized Set<Trait> suspects(List<Difference> differences) {
        return Trait.of(differences).stream()
                .filter(trait -> !noise.tolerates(trait))
                .collect(Collectors.toSet());
    }

    /** Of suspects, those that are not known well already; seen is what was known before. */
    synchronized Set<Trait> unexplained(Set<Trait> suspects) {
        return suspects.stream()
                .filter(trait -> !found.containsKey(trait) || found.get(trait).seen < EXAMPLES_MAX)
                .collect(Collectors.toSet());
    }

    /**
     * At most one at a time: what many show at the same moment is one case, and counts as one. To be ended.
     *
     * @param dice between 0 and 1
     */
    synchronized boolean beginsReplay(double dice) {
        if (replaying || (replays >= settings.replaysFirst() && dice >= settings.replays())) {
            return false;
        }
        replaying = true;
        replays++;
        return true;
    }

    synchronized void endReplay() {
        replaying = false;
    }

    synchronized boolean isToLookLater() {
        return laterLooks < LATER_ENOUGH;
    }

    synchronized void replayed(List<Difference> amongOld) {
        noise.atOnce(amongOld);
    }

    synchronized void lookedLater(List<Difference> amongOld) {
        laterLooks++;
        noise.later(amongOld);
    }

    /**
     * Which of three answers was the odd one, by path: the serving side's first and second, or the other side's between
     * them.
     *
     * @return what the other side has been the odd one in more often than by chance, and is no noise
     */
    synchronized Set<Trait> triple(List<Difference> firstNow, List<Difference> secondNow, List<Difference> amongOld) {
        Set<String> first = paths(firstNow);
        Set<String> second = paths(secondNow);
        Set<String> old = paths(amongOld);
        Set<Trait> certain = new HashSet<>();
        for (Trait trait : Trait.of(firstNow)) {
            String path = trait.path();
            if (second.contains(path) && !old.contains(path)) {
                OddOnes ones = odd.computeIfAbsent(path, unseen -> OddOnes.ofThree());
                ones.now();
                if (ones.evidence() >= OddOnes.ENOUGH
                        && !found.containsKey(trait)
                        && !stuck.contains(trait)
                        && !noise.tolerates(trait)) {
                    certain.add(trait);
                }
            }
        }
        for (String path : old) {
            if (first.contains(path) != second.contains(path)) {
                odd.computeIfAbsent(path, unseen -> OddOnes.ofThree()).old();
            }
        }
        return certain;
    }

    synchronized void stuck(Set<Trait> traits) {
        stuck.addAll(traits);
    }

    /** The other side is the odd one more often than by chance, and does not stick to it. */
    synchronized void differsAtTimes(Sample sample, List<Difference> differences) {
        differences.forEach(difference -> find(
                sample,
                difference,
                odd.getOrDefault(difference.path(), OddOnes.ofThree()).spoken()));
    }

    /** Of a sample's first answers, which is an error when the other is none. */
    synchronized void errors(Sample sample) {
        Answer old = sample.first(Party.SERVING);
        Answer now = sample.first(Party.OTHER);
        if (isError(now) && !isError(old)) {
            errors.now();
            if (errors.evidence() >= OddOnes.ENOUGH) {
                find(
                        sample,
                        new Difference(
                                AnswerComparison.STATUS,
                                Kind.VALUE,
                                Integer.toString(old.status()),
                                Integer.toString(now.status())),
                        errors.spoken());
            }
        } else if (isError(old) && !isError(now)) {
            errors.old();
        }
    }

    private static boolean isError(Answer answer) {
        return answer.status() / HUNDRED == ERRORS;
    }

    private static Set<String> paths(List<Difference> differences) {
        return differences.stream().map(Difference::path).collect(Collectors.toSet());
    }

    /** @param lagged whether it was so only once the other side had caught up */
    synchronized void alike(int status, boolean lagged) {
        compared[statusClass(status)]++;
        lagging += lagged ? 1 : 0;
    }

    synchronized void flickered(int status) {
        compared[statusClass(status)]++;
        flickers++;
    }

    synchronized void unknown() {
        unknown++;
    }

    synchronized void pending(int change) {
        pending += change;
    }

    synchronized void differs(Sample sample, int status, List<Difference> differences, String proof) {
        compared[statusClass(status)]++;
        differences.forEach(difference -> find(sample, difference, proof));
    }

    private void find(Sample sample, Difference difference, String proof) {
        Found one = found.computeIfAbsent(Trait.of(difference), unseen -> new Found(proof));
        one.seen++;
        if (one.examples.size() < EXAMPLES_MAX) {
            boolean secret = SensitiveNames.isAt(difference.path());
            one.examples.add(new Example(
                    sample.shown(),
                    secret ? SensitiveNames.MASK : difference.old(),
                    secret ? SensitiveNames.MASK : difference.now()));
        }
    }

    synchronized void accept(String path, String reason) {
        accepted.put(path, reason);
    }

    synchronized List<Finding> findings() {
        return found.entrySet().stream()
                .map(one -> new Finding(
                        endpoint,
                        one.getKey().path(),
                        one.getKey().kind(),
                        one.getValue().seen,
                        one.getValue().examples,
                        one.getValue().proof,
                        accepted.get(one.getKey().path())))
                .toList();
    }

    synchronized List<Noise> noise() {
        return noise.all();
    }

    synchronized EndpointVerdict verdict() {
        long all = sum(compared);
        double atMost = Chance.atMost(flickers, all, settings.certainty());
        List<String> open = findings().stream()
                .filter(finding -> finding.accepted() == null)
                .map(Finding::path)
                .distinct()
                .toList();
        String money = noise.unstableMoney();
        if (!open.isEmpty()) {
            return verdict(State.DIFFERENT, 0, "the other side answers otherwise: " + String.join(", ", open));
        } else if (money != null) {
            return verdict(
                    State.UNKNOWN,
                    0,
                    "the serving side does not answer " + money + " alike itself, and it looks like money");
        } else if (all == 0 && unknown > 0) {
            return verdict(State.UNKNOWN, 0, "none of " + unknown + " samples could be compared");
        } else if (all == 0 || pending > 0 || atMost > settings.tolerance()) {
            long more = Chance.moreFor(settings.tolerance(), flickers, all, settings.certainty());
            return verdict(
                    State.NEEDS_MORE,
                    more,
                    pending > 0
                            ? "a difference is looked at again later"
                            : "needs about " + more + " more samples for this endpoint");
        }
        return verdict(
                State.ALIKE,
                0,
                Rounded.format(
                        "at most %s %% of the answers differ, with %s %% certainty, by %d compared%s",
                        HUNDRED * atMost, HUNDRED * settings.certainty(), all, uncovered()));
    }

    /** What users get and no comparison had. */
    private String uncovered() {
        StringBuilder text = new StringBuilder();
        for (int status = 1; status < CLASSES; status++) {
            if (served[status] > 0 && compared[status] == 0) {
                text.append(Rounded.format(
                        "; none of the %dxx that users get (%s %%)",
                        status, (double) HUNDRED * served[status] / sum(served)));
            }
        }
        return text.toString();
    }

    private EndpointVerdict verdict(State state, long more, String because) {
        return new EndpointVerdict(endpoint, state, sum(served), sum(compared), lagging, unknown, more, because);
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private static int statusClass(int status) {
        return Math.min(Math.max(status / HUNDRED, 0), CLASSES - 1);
    }
}
