package dev.bailey.control;

import dev.bailey.runbook.Approval;
import dev.bailey.runbook.ApprovalRule;
import dev.bailey.runbook.People;
import dev.bailey.runbook.Phase;
import dev.bailey.runbook.PlannedStep;
import dev.bailey.runbook.Wait;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a plan asks of people and of the world around the data: its own steps, who approves, what was rehearsed, when
 * the old side is given up. Immutable.
 *
 * @param approvals without which nobody is moved to the target
 * @param steps in the order of the plan
 * @param probes by name, that are sent all the time
 * @param text of the plan without its addresses, by which a rehearsal is known to be one of this plan
 */
public record Procedure(
        People people,
        List<ApprovalRule> approvals,
        List<PlannedStep> steps,
        Rehearsals rehearsals,
        Finish finish,
        Map<String, Probe> probes,
        Fingerprint text) {

    /** Where the plan asks for nothing. */
    public static final Procedure NONE = new Procedure(
            new People(List.of()),
            List.of(),
            List.of(),
            Rehearsals.NONE,
            Finish.DEFAULT,
            Map.of(),
            new Fingerprint(new TreeMap<>()));

    public Procedure {
        approvals = List.copyOf(approvals);
        steps = List.copyOf(steps);
        probes = Map.copyOf(probes);
        Set<String> names = new HashSet<>(BaileyStep.names());
        for (PlannedStep step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are named " + step.name());
            }
        }
    }

    /** Without approvals and times of day, which a rehearsal does not wait for; the text is that of the whole plan. */
    Procedure rehearsing() {
        return new Procedure(
                people,
                List.of(),
                steps.stream()
                        .filter(step -> !(step.action() instanceof Approval) && !(step.action() instanceof Wait.Until))
                        .toList(),
                Rehearsals.NONE,
                finish,
                probes,
                text);
    }

    /** The plan's own steps of this phase, in order. */
    List<PlannedStep> steps(Phase phase) {
        return steps.stream().filter(step -> step.phase() == phase).toList();
    }

    Optional<ApprovalRule> approval(String name) {
        return approvals.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /**
     * How often the plan must have been rehearsed without a surprise that is left open.
     *
     * @param within how old a rehearsal may be
     */
    public record Rehearsals(int required, Duration within) {

        public static final Rehearsals NONE = new Rehearsals(0, Duration.ofDays(14));

        public Rehearsals {
            if (required < 0 || within.isNegative() || within.isZero()) {
                throw new IllegalArgumentException(required + " rehearsals within " + within);
            }
        }
    }

    /**
     * When the old side counts as given up.
     *
     * @param quiet for how long nobody may have used it
     * @param ignored database users whose sessions there do not count, such as those of monitoring
     */
    public record Finish(Duration quiet, List<String> ignored) {

        public static final Finish DEFAULT = new Finish(Duration.ofMinutes(10), List.of());

        public Finish {
            ignored = List.copyOf(ignored);
            if (quiet.isNegative()) {
                throw new IllegalArgumentException("the old side is quiet for some time: " + quiet);
            }
        }
    }
}
