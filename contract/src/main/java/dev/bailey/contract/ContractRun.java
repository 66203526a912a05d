package dev.bailey.contract;

import dev.bailey.judging.Answer;
import dev.bailey.judging.AnswerComparison;
import dev.bailey.judging.ComparisonRules;
import dev.bailey.judging.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Plays contracts against one side or both: the old one as often as it takes to learn what it answers otherwise by
 * itself, then the new one, each time from the beginning, with cookies and values of its own. Confined to one thread,
 * used once.
 */
public final class ContractRun {

    private final Settings settings;
    private final Masking masking;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Integer> leftOut = new TreeMap<>();
    private final Map<String, List<String>> noise = new LinkedHashMap<>();
    private int played;
    private int compared;
    private int expectations;
    private int more;

    /**
     * How contracts are played. Immutable.
     *
     * @param old empty for none; at least one side is named
     * @param oldRuns how often the old side is played where both are compared; 1 learns nothing
     * @param writes whether requests are sent that may change something
     * @param limit for each answer
     * @param masked what is sent instead of values that a recording hides, by the names of their fields in lower case
     * @param personal names or paths of fields that are never shown
     */
    public record Settings(
            Optional<Endpoint> old,
            Optional<Endpoint> now,
            int oldRuns,
            boolean writes,
            Duration limit,
            Map<String, String> masked,
            Set<String> personal) {

        /** Chance is seen in a few runs; more is load. */
        public static final int RUNS_MAX = 20;

        public Settings {
            if (old.isEmpty() && now.isEmpty()) {
                throw new IllegalArgumentException("no side is named: name the old one, the new one, or both");
            }
            if (oldRuns < 1 || oldRuns > RUNS_MAX) {
                throw new IllegalArgumentException("the old side is played 1 to " + RUNS_MAX + " times: " + oldRuns);
            }
            masked = Map.copyOf(masked);
            personal = Set.copyOf(personal);
        }
    }

    public ContractRun(Settings settings) {
        this.settings = settings;
        this.masking = Masking.once(settings.personal());
    }

    /**
     * Plays them one after the other.
     *
     * @param progress told of each request that was sent, with how many there were
     * @throws dev.bailey.core.Problem if a side cannot be reached
     */
    public ContractResult run(List<Contract> contracts, IntConsumer progress) throws InterruptedException {
        for (Contract contract : contracts) {
            contract.leftOut().forEach((why, count) -> leftOut.merge(why, count, Integer::sum));
            play(contract, progress);
        }
        return new ContractResult(played, compared, expectations, leftOut, noise, findings, more);
    }

    private void play(Contract contract, IntConsumer progress) throws InterruptedException {
        List<Call> calls = contract.calls().stream()
                .filter(call -> settings.writes() || call.isSafe())
                .toList();
        int writes = contract.calls().size() - calls.size();
        if (writes > 0) {
            leftOut.merge("writes", writes, Integer::sum);
        }
        boolean both = settings.old().isPresent() && settings.now().isPresent();
        List<Pass> olds = new ArrayList<>();
        if (settings.old().isPresent()) {
            for (int run = 0; run < (both ? settings.oldRuns() : 1); run++) {
                olds.add(pass(calls, settings.old().get(), /* old= */ true, /* expect= */ run == 0, progress));
            }
        }
        Optional<Pass> news = settings.now().isPresent()
                ? Optional.of(pass(calls, settings.now().get(), /* old= */ false, /* expect= */ true, progress))
                : Optional.empty();
        for (int at = 0; at < calls.size(); at++) {
            played++;
            if (both && news.isPresent()) {
                compare(contract.rules(), calls.get(at), at, olds, news.get());
            }
        }
    }

    /**
     * What one side answered, from the first request to the last.
     *
     * @param answers one for each request; none where it could not be asked
     */
    private record Pass(List<Optional<Answer>> answers, Carried carried) {}

    private Pass pass(List<Call> calls, Endpoint endpoint, boolean old, boolean expect, IntConsumer progress)
            throws InterruptedException {
        Player player = new Player(endpoint, settings.limit());
        Carried carried = new Carried(settings.masked());
        List<Optional<Answer>> answers = new ArrayList<>();
        for (Call call : calls) {
            Set<String> missing = carried.missing(call);
            if (!missing.isEmpty()) {
                // What should have given them is a finding already; this one was never asked.
                answers.add(Optional.empty());
                continue;
            }
            Call sent = carried.fill(call);
            Answer answer = player.play(sent);
            Set<String> untaken = carried.learn(call, sent, answer);
            if (expect) {
                judge(call, answer, old, untaken);
            }
            answers.add(Optional.of(SideNames.without(endpoint, answer)));
            progress.accept(1);
        }
        return new Pass(answers, carried);
    }

    private void judge(Call call, Answer answer, boolean old, Set<String> untaken) {
        for (Want want : call.wants()) {
            expectations++;
            want.unmet(answer).ifPresent(says -> unexpected(call, want.path(), want.sentence(), says, old));
        }
        untaken.forEach(name -> unexpected(
                call,
                "take " + name,
                wantedOf(call, name),
                answer.status() == 0 ? "no answer" : "status " + answer.status() + " without it",
                old));
    }

    private static String wantedOf(Call call, String name) {
        Take take = call.takes().get(name);
        return take == null ? "" : take.spelling();
    }

    private void unexpected(Call call, String path, String wanted, String says, boolean old) {
        String shown = masking.value(path, says.isEmpty() ? "nothing" : says);
        add(call, path, masking.value(path, wanted), old ? shown : "", old ? "" : shown);
    }

    private void compare(ComparisonRules rules, Call call, int at, List<Pass> olds, Pass news) {
        Optional<Answer> first = olds.get(0).answers().get(at);
        Optional<Answer> other = news.answers().get(at);
        if (first.isEmpty() || other.isEmpty()) {
            if (first.isEmpty() != other.isEmpty()) {
                add(
                        call,
                        "request",
                        "",
                        first.isEmpty() ? "not asked" : "asked",
                        other.isEmpty() ? "not asked" : "asked");
            }
            return;
        }
        compared++;
        Set<String> noisy = noise(rules, call, at, olds);
        Set<String> ignored = new HashSet<>(rules.ignored());
        ignored.addAll(noisy);
        Answer old = first.get();
        Answer now = other.get();
        new AnswerComparison(new ComparisonRules(rules.headers(), ignored, rules.unordered()))
                .compare(old, now).stream()
                        .filter(difference -> !olds.get(0)
                                .carried()
                                .common(difference.old())
                                .equals(news.carried().common(difference.now())))
                        .forEach(difference -> add(
                                call,
                                difference.path(),
                                "",
                                masking.shown(difference.path(), difference.old(), old),
                                masking.shown(difference.path(), difference.now(), now)));
    }

    /** What the old side answers otherwise by itself. */
    private Set<String> noise(ComparisonRules rules, Call call, int at, List<Pass> olds) {
        AnswerComparison comparison = new AnswerComparison(rules);
        List<Answer> answers =
                olds.stream().flatMap(pass -> pass.answers().get(at).stream()).toList();
        Set<String> noisy = new TreeSet<>();
        answers.stream()
                .skip(1)
                .flatMap(again -> comparison.compare(answers.get(0), again).stream())
                .map(Difference::path)
                .forEach(noisy::add);
        if (!noisy.isEmpty()) {
            noise.put(call.place() + " " + request(call), List.copyOf(noisy));
        }
        return noisy;
    }

    private void add(Call call, String path, String wanted, String old, String now) {
        if (findings.size() < ContractResult.FINDINGS_MAX) {
            findings.add(new Finding(call.place(), request(call), path, wanted, old, now));
        } else {
            more++;
        }
    }

    private String request(Call call) {
        return call.method() + " " + masking.target(call.target());
    }
}
