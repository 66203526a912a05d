package dev.bailey.runbook;

import java.time.Instant;
import java.util.function.Supplier;

/** How a step asks a person, and waits without end. Confined to its thread. */
final class Asking {

    /** How often the sentence is said anew, since what is due becomes overdue. */
    private static final long SAID_MILLIS = 500;

    private final Desk desk;
    private final StepProgress progress;

    Asking(Desk desk, StepProgress progress) {
        this.desk = desk;
        this.progress = progress;
    }

    /** Returns when a person has decided, which the journal has then. */
    void decision(String key, Instant since, boolean again, Supplier<String> sentence) throws InterruptedException {
        try {
            String said = "";
            do {
                String now = sentence.get();
                if (!now.equals(said)) {
                    desk.put(new Waiting(key, since, now, again), said.isEmpty());
                    progress.ask(now);
                    said = now;
                }
            } while (!desk.decided(key, SAID_MILLIS));
        } finally {
            desk.remove(key);
        }
    }
}
