package dev.bailey.app;

import java.util.List;

/** A plan that cannot be run as it is written; the message has one line for each of its problems. */
final class WrongPlan extends RuntimeException {

    WrongPlan(List<String> problems) {
        super(String.join("\n", problems));
    }
}
