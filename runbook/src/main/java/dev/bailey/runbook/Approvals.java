package dev.bailey.runbook;

import dev.bailey.core.Gate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people approved and refused, kept in the journal. Only a person with their own token can do either, and nothing
 * that is not done ever turns into a yes. Thread-safe.
 */
public final class Approvals {

    /** The kind of the journal's entries about approvals; their subject is the rule's name. */
    public static final String KIND = "approval";

    /** The text of an entry with which somebody says yes. */
    public static final String GIVEN = "given";

    static final String REFUSED = "refused";
    static final String TAKEN_BACK = "taken back";

    private final Journal journal;
    private final InstantSource clock;
    private final People people;
    private final Set<String> runners;

    /** @param runners those who run this migration, and so do not approve it */
    public Approvals(Journal journal, InstantSource clock, People people, Set<String> runners) {
        this.journal = journal;
        this.clock = clock;
        this.people = people;
        this.runners = Set.copyOf(runners);
    }

    /**
     * Approves.
     *
     * @param token of the person
     * @param seen hash of the evidence that the person saw
     * @param now what is true now
     */
    public synchronized Answer give(ApprovalRule rule, String token, String reason, String seen, Evidence now) {
        Optional<Person> holder = people.holderOf(token);
        if (holder.isEmpty()) {
            return nobody();
        }
        String name = holder.get().name();
        Optional<String> hindrance = hindrance(rule, name, reason, seen, now);
        if (hindrance.isPresent()) {
            return new Answer.Refused(hindrance.get());
        }
        note(rule, GIVEN, name, reason, now);
        return new Answer.Done(name + " approved " + rule.name() + ": "
                + lacking(rule, now).orElse("it has all " + rule.by() + " that it needs"));
    }

    /** Says no, which closes the gate until the same person takes it back. Anybody of the plan may, at any time. */
    public synchronized Answer refuse(ApprovalRule rule, String token, String reason, Evidence now) {
        Optional<Person> holder = people.holderOf(token);
        if (holder.isEmpty()) {
            return nobody();
        }
        if (reason.isBlank()) {
            return new Answer.Refused("a no needs a reason");
        }
        note(rule, REFUSED, holder.get().name(), reason, now);
        return new Answer.Done(holder.get().name() + " refused " + rule.name());
    }

    /** Takes back what the person last said, be it a yes or a no. */
    public synchronized Answer takeBack(ApprovalRule rule, String token, String reason) {
        Optional<Person> holder = people.holderOf(token);
        if (holder.isEmpty()) {
            return nobody();
        }
        String name = holder.get().name();
        Vote last = votes(rule).get(name);
        if (last == null) {
            return new Answer.Refused(name + " has neither approved nor refused " + rule.name());
        }
        if (reason.isBlank()) {
            return new Answer.Refused("taking back needs a reason");
        }
        journal.append(KIND, rule.name(), TAKEN_BACK, Map.of("by", name, "reason", reason));
        return new Answer.Done(
                name + " took back " + (last.yes() ? "the approval" : "the refusal") + " of " + rule.name());
    }

    /** Open when enough people approved what is true now, and nobody refused. */
    public Gate gate(ApprovalRule rule, Evidence now) {
        return lacking(rule, now).map(Gate::closed).orElseGet(Gate::open);
    }

    /** What is missing for the gate to open, in a sentence for people; empty when nothing is. */
    public synchronized Optional<String> lacking(ApprovalRule rule, Evidence now) {
        List<String> counting = new ArrayList<>();
        List<String> stale = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> mayStill = new ArrayList<>(rule.of());
        mayStill.removeAll(runners);
        for (Vote vote : votes(rule).values()) {
            if (!vote.yes()) {
                refusals.add("refused by " + vote.told());
                continue;
            }
            Optional<String> because = noLonger(rule, vote, now);
            if (because.isEmpty()) {
                counting.add(vote.told());
                mayStill.remove(vote.by());
            } else {
                stale.add(vote.told() + " does not count any more: " + because.get());
            }
        }
        int missing = rule.by() - counting.size();
        if (missing <= 0 && refusals.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        parts.add(counting.size() + " of " + rule.by() + " approvals of " + rule.name()
                + (counting.isEmpty() ? "" : ": " + String.join(", ", counting)));
        parts.addAll(refusals);
        parts.addAll(stale);
        if (missing > 0) {
            parts.add("needs " + missing + (counting.isEmpty() ? " of " : " more of ") + String.join(", ", mayStill));
        }
        return Optional.of(String.join("; ", parts));
    }

    /** What people last said and did not take back, oldest first, whether or not it still counts. */
    public List<Vote> standing(ApprovalRule rule) {
        return List.copyOf(votes(rule).values());
    }

    /** Approvals that were given and do not count any more, each by the person's name with the reason. */
    public synchronized Map<String, String> stale(ApprovalRule rule, Evidence now) {
        Map<String, String> stale = new LinkedHashMap<>();
        for (Vote vote : votes(rule).values()) {
            if (vote.yes()) {
                noLonger(rule, vote, now).ifPresent(because -> stale.put(vote.by(), because));
            }
        }
        return stale;
    }

    private Optional<String> hindrance(ApprovalRule rule, String name, String reason, String seen, Evidence now) {
        if (!rule.of().contains(name)) {
            return Optional.of(
                    name + " is not among those who approve " + rule.name() + ": " + String.join(", ", rule.of()));
        }
        if (runners.contains(name)) {
            return Optional.of(name + " runs this migration, and who runs it does not approve it");
        }
        if (reason.isBlank()) {
            return Optional.of("an approval needs a reason");
        }
        if (!now.hash().equals(seen)) {
            return Optional.of("the evidence is not the one that " + name + " saw (its hash is " + now.hash()
                    + " now): look at it again");
        }
        Vote last = votes(rule).get(name);
        if (last != null && !last.yes()) {
            return Optional.of(name + " refused " + rule.name() + " at " + last.at() + ": take that back first");
        }
        if (last != null && noLonger(rule, last, now).isEmpty()) {
            return Optional.of(name + " has approved " + rule.name() + " already, at " + last.at());
        }
        return Optional.empty();
    }

    /** Why an approval does not count, if it does not. */
    private Optional<String> noLonger(ApprovalRule rule, Vote vote, Evidence now) {
        if (!rule.of().contains(vote.by())) {
            return Optional.of("the plan does not name " + vote.by() + " any more");
        }
        if (runners.contains(vote.by())) {
            return Optional.of("who runs a migration does not approve it");
        }
        Optional<Instant> end = rule.validFor().map(vote.at()::plus);
        if (end.isPresent() && !clock.instant().isBefore(end.get())) {
            return Optional.of("it expired at " + end.get());
        }
        return vote.evidence().hash().equals(now.hash())
                ? Optional.empty()
                : Optional.of(vote.evidence().changes(now));
    }

    private void note(ApprovalRule rule, String text, String name, String reason, Evidence evidence) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("by", name);
        details.put("reason", reason);
        details.put("hash", evidence.hash());
        details.put("evidence", evidence.text());
        journal.append(KIND, rule.name(), text, details);
    }

    /** What each person last said, if it was not taken back. Whoever the plan does not know any more has no say. */
    private Map<String, Vote> votes(ApprovalRule rule) {
        Map<String, Vote> votes = new LinkedHashMap<>();
        for (Entry entry : journal.entries(KIND, rule.name())) {
            Vote vote = Vote.of(entry);
            votes.remove(vote.by());
            if (!entry.text().equals(TAKEN_BACK) && people.knows(vote.by())) {
                votes.put(vote.by(), vote);
            }
        }
        return votes;
    }

    private static Answer nobody() {
        return new Answer.Refused("nobody of this plan has that token");
    }
}
