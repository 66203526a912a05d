package dev.bailey.control;

import dev.bailey.telling.Notice;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is well or not, and that people are told of once it stays otherwise. Immutable.
 *
 * @param key by which it is known again
 * @param well what is said when it is well again; empty where nothing is
 * @param onlyAfterWell whether it must have been well before anybody is told that it is not
 * @param because why it is not well; empty when it is
 */
record Matter(
        String key,
        Notice.Event event,
        String unwell,
        Optional<String> well,
        boolean onlyAfterWell,
        Optional<String> because) {

    static Matter gate(String towards, NamedGate gate) {
        return new Matter(
                "gate to the " + towards + " " + gate.name(),
                Notice.Event.GATE_CLOSED,
                "no move to the " + towards + ": " + gate.name(),
                Optional.of("open again: " + gate.name()),
                /* onlyAfterWell= */ true,
                gate.gate().isOpen() ? Optional.empty() : Optional.of(gate.because()));
    }

    static Matter stream(String name, Optional<String> failure) {
        return new Matter(
                name,
                Notice.Event.STREAM,
                name + " does not go on",
                Optional.of(name + " goes on"),
                /* onlyAfterWell= */ false,
                failure);
    }

    static Matter approval(String whose, String because) {
        return new Matter(
                whose,
                Notice.Event.APPROVAL,
                whose + " does not count any more",
                Optional.empty(),
                /* onlyAfterWell= */ false,
                Optional.of(because));
    }

    static Matter step(String name, String because) {
        return new Matter(
                "step " + name,
                Notice.Event.STEP_WAITS,
                "step " + name + " waits for a person",
                Optional.empty(),
                /* onlyAfterWell= */ false,
                Optional.of(because));
    }

    boolean isWell() {
        return because.isEmpty();
    }

    Notice toldUnwell(String migration, Instant at) {
        return new Notice(at, migration, event, unwell, because.orElse(""), Map.of("what", key));
    }

    Notice toldWell(String migration, Instant at) {
        return new Notice(
                at,
                migration,
                event == Notice.Event.GATE_CLOSED ? Notice.Event.GATE_OPEN : event,
                well.orElse(key),
                "",
                Map.of("what", key));
    }
}
