package dev.bailey.control;

import dev.bailey.runbook.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The steps that Bailey takes of itself before the first cutover, in order. */
enum BaileyStep {
    SETTLE("settle", "End a move that was left open, by what the guards say", true),
    CHECK("check", "Look for what stands in the way, on both sides", true),
    SCHEMA("schema", "Make the tables on the target", false),
    GUARDS("guards", "Guard both sides: the target takes no writes but Bailey's", true),
    STREAMS("streams", "Stream changes from both sides; the way back only observes", true),
    COPY("copy", "Copy the tables while they change", true),
    INDEXES("indexes", "Build secondary indexes and constraints on the target", false),
    CATCH_UP("catch-up", "Catch up with the source", true),
    VERIFY("verify", "Compare every table on both sides", false),
    DRILL("drill", "Drill the way back", true);

    private final String id;
    private final String title;
    private final boolean always;

    /** The phase whose steps of the plan come after this one. */
    Optional<Phase> ends() {
        return switch (this) {
            case CHECK -> Optional.of(Phase.PREPARE);
            case CATCH_UP -> Optional.of(Phase.REPLICATE);
            case DRILL -> Optional.of(Phase.VALIDATE);
            case SETTLE, SCHEMA, GUARDS, STREAMS, COPY, INDEXES, VERIFY -> Optional.empty();
        };
    }

    BaileyStep(String id, String title, boolean always) {
        this.id = id;
        this.title = title;
        this.always = always;
    }

    /** What the steps are called, in order, with those of the plan. */
    static List<String> titles(Procedure procedure) {
        List<String> titles = new ArrayList<>();
        for (BaileyStep step : values()) {
            titles.add(step.title);
            step.ends().ifPresent(phase -> addTitles(procedure, phase, titles));
        }
        for (Phase phase : List.of(Phase.CUTOVER, Phase.OBSERVE, Phase.FINISH)) {
            addTitles(procedure, phase, titles);
        }
        return titles;
    }

    private static void addTitles(Procedure procedure, Phase phase, List<String> titles) {
        procedure
                .steps(phase)
                .forEach(step -> titles.add(phase.label() + ", " + step.name() + ": "
                        + step.action().title()));
    }

    /** By which the journal knows them. */
    static List<String> names() {
        return Stream.of(values()).map(step -> step.id).toList();
    }

    /** By which the journal knows it. */
    String id() {
        return id;
    }

    /** What it does, for people. */
    String title() {
        return title;
    }

    /** Whether it runs again after a restart, for what it makes dies with the process. */
    boolean always() {
        return always;
    }
}
