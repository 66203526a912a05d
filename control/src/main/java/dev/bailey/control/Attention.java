package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.runbook.Approval;
import dev.bailey.runbook.StepStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What of a migration may need people, besides what the journal says. Asks the databases. */
final class Attention {

    /** Streams and approvals speak for themselves, whether a move is wanted or not. */
    private static final List<String> TOLD_OTHERWISE = List.of("stream of ", "way back of ", "approval ");

    private final List<MovingStore> stores;
    private final GoNoGo goNoGo;
    private final Set<String> approvals;
    private final Supplier<List<StepStatus>> steps;
    private final Supplier<Towards> gates;

    /** The gates of the next move; none while none can be asked for. */
    record Towards(Side to, List<NamedGate> gates) {}

    Attention(
            List<MovingStore> stores,
            Procedure procedure,
            GoNoGo goNoGo,
            Supplier<List<StepStatus>> steps,
            Supplier<Towards> gates) {
        this.stores = List.copyOf(stores);
        this.goNoGo = goNoGo;
        this.approvals = procedure.steps().stream()
                .filter(step -> step.action() instanceof Approval)
                .map(step -> step.name())
                .collect(Collectors.toSet());
        this.steps = steps;
        this.gates = gates;
    }

    List<Matter> matters() {
        List<Matter> matters = new ArrayList<>();
        for (MovingStore store : stores) {
            for (Side reads : Side.values()) {
                matters.add(Matter.stream(
                        "stream of " + store.name() + " from the " + reads.label(),
                        store.replication().stream(reads).failure().map(Problem::getMessage)));
            }
        }
        steps.get().stream()
                .filter(this::needsPeople)
                .forEach(step -> matters.add(Matter.step(step.name(), step.detail())));
        goNoGo.stale().forEach((whose, because) -> matters.add(Matter.approval(whose, because)));
        Towards towards = gates.get();
        towards.gates().stream()
                .filter(gate -> TOLD_OTHERWISE.stream().noneMatch(gate.name()::startsWith))
                .forEach(gate -> matters.add(Matter.gate(towards.to().label(), gate)));
        return matters;
    }

    private boolean needsPeople(StepStatus step) {
        String plain = step.name().replaceFirst("[@#].*", "");
        return step.state() == StepStatus.State.ASKING
                || (step.state() == StepStatus.State.RUNNING && approvals.contains(plain));
    }
}
