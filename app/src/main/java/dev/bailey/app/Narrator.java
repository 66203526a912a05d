package dev.bailey.app;

import dev.bailey.control.FlipRecord;
import dev.bailey.runbook.RunbookListener;
import java.util.stream.Collectors;

/** Tells people how a run goes: steps as they change, moves with what they cost. Thread-safe. */
interface Narrator extends RunbookListener {

    void say(String sentence);

    private static String steps(FlipRecord move) {
        return move.flip().stepMillis().entrySet().stream()
                .map(step -> step.getKey().label() + " " + step.getValue())
                .collect(Collectors.joining(", ", "", " ms"));
    }

    /** Tells of a move that went through. */
    default void moved(String what, FlipRecord move) {
        String pause = move.pauseMillis().isPresent()
                ? "no request waited longer than " + move.pauseMillis().getAsLong() + " ms"
                : "no request had to wait";
        say(what + " done: " + pause + ", " + move.held().orElse(0) + " were held, "
                + move.failed().orElse(0) + " failed; " + steps(move));
    }
}
