package dev.bailey.control;

import dev.bailey.core.Gate;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.ApprovalRule;
import dev.bailey.runbook.Approvals;
import dev.bailey.runbook.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The approvals that a plan asks for, each about the evidence of this moment. Thread-safe. */
final class GoNoGo {

    private final Procedure procedure;
    private final Approvals approvals;
    private final Ledgers ledgers;
    private final Supplier<Verdict> verdict;
    private final Supplier<Map<Side, Fingerprint>> schemas;
    private final RehearsalGate rehearsals;

    /**
     * @param verdict of both sides now
     * @param schemas of both sides now
     */
    GoNoGo(
            Procedure procedure,
            Approvals approvals,
            Ledgers ledgers,
            Supplier<Verdict> verdict,
            Supplier<Map<Side, Fingerprint>> schemas,
            RehearsalGate rehearsals) {
        this.procedure = procedure;
        this.approvals = approvals;
        this.ledgers = ledgers;
        this.verdict = verdict;
        this.schemas = schemas;
        this.rehearsals = rehearsals;
    }

    /** Nobody needs leave to go back. */
    List<NamedGate> towards(Side to) {
        if (to == Side.SOURCE || procedure.approvals().isEmpty()) {
            return List.of();
        }
        Evidence now = evidence();
        return procedure.approvals().stream()
                .map(rule -> new NamedGate("approval " + rule.name(), approvals.gate(rule, now)))
                .toList();
    }

    /** Why somebody should not be the one to move: they approved it. */
    Optional<String> hinders(String mover) {
        return procedure.approvals().stream()
                .filter(rule -> approvals.standing(rule).stream()
                        .anyMatch(vote -> vote.yes() && vote.by().equals(mover)))
                .findFirst()
                .map(rule -> mover + " approved " + rule.name() + ", and who approves a move does not make it");
    }

    /** How the approval of a name stands. */
    Gate gate(String name) {
        return procedure
                .approval(name)
                .map(rule -> approvals.gate(rule, evidence()))
                .orElseGet(() -> Gate.closed("the plan has no approval " + name));
    }

    List<ApprovalLine> lines() {
        if (procedure.approvals().isEmpty()) {
            return List.of();
        }
        Evidence now = evidence();
        return procedure.approvals().stream().map(rule -> line(rule, now)).toList();
    }

    /** Whose approvals, of which name, do not count any more, with the reason. */
    Map<String, String> stale() {
        Map<String, String> stale = new LinkedHashMap<>();
        if (!procedure.approvals().isEmpty()) {
            Evidence now = evidence();
            for (ApprovalRule rule : procedure.approvals()) {
                approvals
                        .stale(rule, now)
                        .forEach((person, because) -> stale.put(person + "'s approval of " + rule.name(), because));
            }
        }
        return stale;
    }

    private ApprovalLine line(ApprovalRule rule, Evidence now) {
        Optional<String> lacking = approvals.lacking(rule, now);
        return new ApprovalLine(
                rule.name(),
                lacking.isEmpty(),
                lacking.orElse(""),
                now.lines(),
                now.hash(),
                approvals.standing(rule).stream()
                        .map(vote -> new ApprovalLine.VoteLine(vote.by(), vote.yes(), vote.reason(), vote.at()))
                        .toList());
    }

    /**
     * Says yes.
     *
     * @param seen hash of the evidence that was seen, or the beginning of it
     */
    Answer give(String name, String token, String reason, String seen) {
        Evidence now = evidence();
        String whole = seen.length() >= Fingerprint.DIGITS && now.hash().startsWith(seen) ? now.hash() : seen;
        return procedure
                .approval(name)
                .map(rule -> approvals.give(rule, token, reason, whole, now))
                .orElseGet(() -> unknown(name));
    }

    Answer refuse(String name, String token, String reason) {
        return procedure
                .approval(name)
                .map(rule -> approvals.refuse(rule, token, reason, evidence()))
                .orElseGet(() -> unknown(name));
    }

    Answer takeBack(String name, String token, String reason) {
        return procedure
                .approval(name)
                .map(rule -> approvals.takeBack(rule, token, reason))
                .orElseGet(() -> unknown(name));
    }

    private static Answer unknown(String name) {
        return new Answer.Refused("the plan has no approval \"" + name + "\"");
    }

    /** Only what a decision rests on and what does not change from one second to the next. */
    private Evidence evidence() {
        List<String> lines = new ArrayList<>();
        lines.add("the plan, fingerprint " + procedure.text().brief());
        Map<Side, Fingerprint> now = schemas.get();
        for (Side side : Side.values()) {
            Fingerprint schema = now.get(side);
            lines.add("the schema of the " + side.label() + ", "
                    + (schema == null ? "not read yet" : "fingerprint " + schema.brief()));
        }
        ledgers.routes().forEach(route -> lines.add(serves(route)));
        lines.add("both sides are " + said(verdict.get()));
        if (procedure.rehearsals().required() > 0) {
            lines.add(rehearsals.counting().size() + " green rehearsals");
        }
        return new Evidence(lines);
    }

    private String serves(Route route) {
        String slice = ledgers.slices().size() == 1 ? "" : " " + route.slice();
        return "the " + route.writes().label() + " serves" + slice + ", epoch " + route.epoch();
    }

    /** Without the number of rows, which grows with every comparison. */
    private static String said(Verdict verdict) {
        if (verdict instanceof Verdict.Equal) {
            return "equal";
        }
        return verdict instanceof Verdict.Different ? "different" : "not known to be equal";
    }
}
