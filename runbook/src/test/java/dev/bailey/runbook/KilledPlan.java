package dev.bailey.runbook;

import static dev.bailey.runbook.StepWorld.LIMIT;
import static dev.bailey.runbook.StepWorld.shell;
import static dev.bailey.runbook.StepWorld.step;

import dev.bailey.core.Milestones;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A plan with a step of every kind, run to its end and undone, by people who look before they decide. It may die at any
 * milestone, and goes on when it is run again. Every effect leaves a line in a file.
 */
final class KilledPlan {

    /** What is in the file of effects when each happened once. */
    static final List<String> EFFECTS =
            List.of("freeze", "order", "warm", "tell", "undo tell", "undo order", "undo freeze");

    private static final String ANA = "a token that nobody guesses: ana";
    private static final String BEN = "a token that nobody guesses: ben";
    private static final People PEOPLE =
            new People(List.of(new Person("ana", People.hashOf(ANA)), new Person("ben", People.hashOf(BEN))));
    private static final ApprovalRule RULE = new ApprovalRule("go_no_go", 2, List.of("ana", "ben"), Optional.empty());
    private static final Evidence EVIDENCE = new Evidence(List.of("orders: equal"));
    private static final String ROLLBACK = "rollback";

    private final Path folder;
    private final Journal journal;
    private final Desk desk;
    private final Approvals approvals;
    private final PlannedSteps steps;
    private final List<PlannedStep> plan;

    private KilledPlan(Path folder, URI server, Journal journal, Milestones milestones) {
        this.folder = folder;
        this.journal = journal;
        this.desk = new Desk(journal);
        this.approvals = new Approvals(journal, InstantSource.system(), PEOPLE, Set.of());
        this.steps = new PlannedSteps(
                journal,
                desk,
                name -> approvals.gate(RULE, EVIDENCE),
                folder.resolve("steps"),
                folder,
                InstantSource.system(),
                milestones);
        this.plan = plan(server);
    }

    /** Returns when all is done and undone. */
    static void run(Path folder, URI server, Milestones milestones) throws InterruptedException {
        try (Journal journal = Journal.open(folder.resolve("journal.db"), InstantSource.system(), milestones)) {
            new KilledPlan(folder, server, journal, milestones).run();
        }
    }

    /** What the server of the plan does: it takes orders as often as they come, and knows what it warmed by its key. */
    static void serve(Path folder, Set<String> keys, String request) {
        String[] words = request.split(" ", -1);
        if (words[0].equals("POST")) {
            leave(folder, "order");
        } else if (words[0].equals("PUT") && keys.add(words[2])) {
            leave(folder, "warm");
        } else if (words[0].equals("DELETE") && !effects(folder).contains("undo order")) {
            leave(folder, "undo order");
        }
    }

    static List<String> effects(Path folder) {
        return StepWorld.lines(folder.resolve("effects"));
    }

    private static List<PlannedStep> plan(URI server) {
        return List.of(
                step(
                        "freeze",
                        shell("sleep 0.1; echo freeze >>effects; sleep 0.1"),
                        shell("sleep 0.1; echo undo freeze >>effects; sleep 0.1")),
                step("order", call("POST", server), call("DELETE", server)),
                step("warm", call("PUT", server)),
                step("tell", manual(), manual()),
                step("night", new Wait.Until(Instant.EPOCH)),
                step("quiet", new Wait.Holds(shell("true"), Duration.ofMillis(5), Duration.ofMillis(5), LIMIT)),
                step("go", new Approval(RULE.name())));
    }

    private static HttpCall call(String method, URI server) {
        return new HttpCall(
                method, server, Map.of(), Optional.of("{}"), Expectation.success(), LIMIT, /* repeatable= */ false);
    }

    private static Manual manual() {
        return new Manual("Tell them.", Optional.of("ana"), Optional.empty());
    }

    private void run() throws InterruptedException {
        Thread main = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        Thread people = new Thread(() -> {
            try {
                while (!over.get()) {
                    decide();
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            } catch (InterruptedException | Died e) {
                main.interrupt();
            }
        });
        people.start();
        try {
            if (journal.last("move", ROLLBACK).isEmpty()) {
                new Runbook(journal, steps.of(plan, Phase.PREPARE, "")).run();
                journal.append("move", ROLLBACK, "begun", Map.of());
            }
            UndoPlan undo = UndoPlan.of(journal, plan, Set.of(Phase.PREPARE));
            new Runbook(journal, steps.undo(undo)).run();
        } finally {
            over.set(true);
            join(people);
        }
    }

    private void decide() {
        for (Waiting waiting : desk.waiting()) {
            String effect = waiting.step().replace("undo:", "undo ");
            boolean there = effects(folder).contains(effect);
            if (waiting.again() && !there) {
                desk.again(waiting.step(), "ana", "not there");
            } else if (there) {
                desk.confirm(waiting.step(), "ana", "looked");
            } else {
                leave(folder, effect);
                desk.confirm(waiting.step(), "ana", "did it");
            }
        }
        if (journal.last(Course.KIND, "go").isPresent()) {
            approvals.give(RULE, ANA, "yes", EVIDENCE.hash(), EVIDENCE);
            approvals.give(RULE, BEN, "yes", EVIDENCE.hash(), EVIDENCE);
        }
    }

    private static void leave(Path folder, String effect) {
        try {
            Files.writeString(
                    folder.resolve("effects"), effect + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Thrown at a milestone at which the process is taken to be dead. */
    static final class Died extends Error {}
}
