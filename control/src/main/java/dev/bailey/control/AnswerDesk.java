package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.router.Shadow;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Compares the answers of both sides wherever the plan lets a shadow go, keeps cutovers waiting while they differ, and
 * notes in the journal what people accept. What is known is lost with the process, and found again. Thread-safe.
 */
public final class AnswerDesk implements AutoCloseable {

    /** The kind of the journal's entries about answers. */
    static final String KIND = "answers";

    private static final String ACCEPTED = "accepted";
    private static final String FORGOTTEN = "forgotten";

    private final Journal journal;
    private final Map<String, ServiceAnswers> services = new LinkedHashMap<>();

    /**
     * Compares from the moment on at which the target has all data.
     *
     * @param shadows by service
     * @param plans by service, of each that has a shadow
     * @param ready whether it has
     */
    AnswerDesk(
            Map<String, Shadow> shadows,
            Map<String, AnswerPlan> plans,
            List<MovingStore> stores,
            Journal journal,
            BooleanSupplier ready) {
        this.journal = journal;
        Runnable catchUp = () -> stores.forEach(AnswerDesk::catchUp);
        shadows.forEach((service, shadow) -> Optional.ofNullable(plans.get(service))
                .ifPresent(plan -> services.put(service, new ServiceAnswers(service, plan, shadow, catchUp, ready))));
        services.forEach((service, answers) -> journal.entries(KIND, service).stream()
                .filter(entry -> entry.text().equals(ACCEPTED))
                .forEach(entry -> accept(answers, entry)));
    }

    private static void catchUp(MovingStore store) {
        for (Table table : store.tables()) {
            if (!store.replication().follows(table.id())) {
                throw new Problem(Problem.Kind.BUSY, table + " is being copied");
            }
        }
        store.catchUpAll();
    }

    private static void accept(ServiceAnswers answers, Entry entry) {
        Map<String, String> details = entry.details();
        answers.accept(
                details.getOrDefault("endpoint", ""),
                details.getOrDefault("path", ""),
                details.getOrDefault("reason", ""));
    }

    public AnswerStatus status() {
        List<AnswerStatus.Direction> directions = new ArrayList<>();
        services.values().forEach(answers -> {
            for (Side side : Side.values()) {
                AnswerStatus.Direction direction = answers.direction(side);
                if (!direction.endpoints().isEmpty()) {
                    directions.add(direction);
                }
            }
        });
        return new AnswerStatus(directions);
    }

    /** Lets a difference be from here on. */
    Answer accept(String endpoint, String path, String reason, String by) {
        if (reason.isBlank()) {
            return new Answer.Refused("say why: a difference is accepted with a reason");
        }
        List<String> where = services.keySet().stream()
                .filter(service -> at(service).hasFound(endpoint, path))
                .toList();
        if (where.isEmpty()) {
            return new Answer.Refused(
                    "no difference was found in " + endpoint + " at " + path + "; see \"bailey answers\"");
        }
        for (String service : where) {
            journal.append(
                    KIND, service, ACCEPTED, Map.of("endpoint", endpoint, "path", path, "reason", reason, "by", by));
            at(service).accept(endpoint, path, reason);
        }
        return new Answer.Done(path + " of " + endpoint + " may differ");
    }

    /** Begins anew, because another version of an application is there. */
    public Answer forget(String by) {
        if (services.isEmpty()) {
            return new Answer.Refused("no answers are compared: give a service of the plan a shadow");
        }
        services.forEach((service, answers) -> {
            journal.append(KIND, service, FORGOTTEN, Map.of("by", by));
            answers.forget();
            journal.entries(KIND, service).stream()
                    .filter(entry -> entry.text().equals(ACCEPTED))
                    .forEach(entry -> accept(answers, entry));
        });
        return new Answer.Done("what was found is forgotten; answers are compared from here on");
    }

    private ServiceAnswers at(String service) {
        ServiceAnswers answers = services.get(service);
        if (answers == null) {
            throw new IllegalStateException("no shadow goes to " + service);
        }
        return answers;
    }

    /**
     * A way back is never kept waiting: what is known of the source by its answers is known before, and people decide.
     */
    List<NamedGate> towards(Side to) {
        List<NamedGate> gates = new ArrayList<>();
        if (to == Side.TARGET) {
            services.forEach((service, answers) -> {
                String name = "answers of " + service;
                gates.add(answers.trouble(to.opposite())
                        .map(trouble -> NamedGate.closed(name, trouble))
                        .orElseGet(() -> NamedGate.open(name)));
            });
        }
        return gates;
    }

    @Override
    public void close() {
        services.values().forEach(ServiceAnswers::close);
    }
}
