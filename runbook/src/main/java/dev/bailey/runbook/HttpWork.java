package dev.bailey.runbook;

import dev.bailey.core.Milestones;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Sends a request, and again only where that does no harm. */
final class HttpWork implements Work {

    /** A request that may be sent again is, when its connection breaks: for as long as a server takes to restart. */
    private static final int SENDS_MAX = 5;

    private static final Backoff BETWEEN = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2), SENDS_MAX);

    private final HttpCall call;
    private final Sender sender;
    private final Milestones milestones;

    HttpWork(HttpCall call, Sender sender, Milestones milestones) {
        this.call = call;
        this.sender = sender;
        this.milestones = milestones;
    }

    @Override
    public Map<String, String> prepare(Occasion occasion, int round) {
        return Map.of("key", UUID.randomUUID().toString());
    }

    @Override
    public Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException {
        if (resumed && !call.maySendAgain()) {
            return new Outcome.Unknown(call.title() + " may have been sent, and its answer was not noted");
        }
        String key = course.begun().map(begun -> begun.details().get("key")).orElse("");
        for (int sent = 1; ; sent++) {
            try {
                milestones.reached(occasion.key() + ": before send");
                Optional<String> unmet = sender.send(call, key);
                milestones.reached(occasion.key() + ": answered");
                return unmet.<Outcome>map(because -> new Outcome.Failed(call.title() + ": " + because))
                        .orElseGet(() -> new Outcome.Done(Map.of("result", "answered as expected")));
            } catch (IOException e) {
                if (!call.maySendAgain()) {
                    return Sender.isUnsent(e)
                            ? new Outcome.Failed(call.title() + " was not sent: " + told(e))
                            : new Outcome.Unknown(call.title() + " was sent: " + told(e));
                }
                if (sent >= SENDS_MAX) {
                    return new Outcome.Failed(call.title() + ", sent " + sent + " times: " + told(e));
                }
                progress.tell(told(e) + " (sent " + sent + " of at most " + SENDS_MAX + " times)");
                TimeUnit.NANOSECONDS.sleep(BETWEEN.after(sent).toNanos());
            }
        }
    }

    static String told(IOException failure) {
        if (failure instanceof ConnectException && failure.getMessage() == null) {
            return "nothing takes connections there";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
