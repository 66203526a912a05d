package dev.bailey.app;

import dev.bailey.control.FlipRecord;
import dev.bailey.runbook.RunbookListener;
import java.util.Map;
import java.util.TreeMap;

/** Tells people how a run goes: steps as they change, moves with what they cost. Thread-safe. */
interface Narrator extends RunbookListener {

    void say(String sentence);

    /** Tells of a move that went through. */
    default void moved(String what, FlipRecord move) {
        Map<String, Long> steps = new TreeMap<>(move.flip().stepMillis());
        String pause = move.pauseMillis().isPresent()
                ? "no request waited longer than " + move.pauseMillis().getAsLong() + " ms"
                : "no request had to wait";
        say(what + " done: " + pause + ", " + move.held() + " were held, " + move.failed() + " failed " + steps);
    }
}
