package dev.bailey.router;

import dev.bailey.core.Side;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happens to the requests that go to one side. Thread-safe. */
final class SideMeter implements Reachability.Told {

    private final Side side;
    private final Troubles troubles;

    private final LongAdder requests = new LongAdder();
    private final LongAdder over = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder askedToReconnect = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder informational = new LongAdder();
    private final LongAdder redirections = new LongAdder();
    private final LongAdder clientErrors = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final AtomicInteger lanesDown = new AtomicInteger();
    private final FailureCounts failures = new FailureCounts();
    private final Stopwatch latency = new Stopwatch();

    SideMeter(Side side, Troubles troubles) {
        this.side = side;
        this.troubles = troubles;
    }

    void began() {
        requests.increment();
    }

    void answered(int status, long nanos) {
        latency.recordNanos(nanos);
        if (status >= 200 && status < 300) {
            // The most, so they are not counted but what remains of all.
            return;
        }
        classOf(status).increment();
    }

    private LongAdder classOf(int status) {
        if (status >= 500) {
            troubles.serverError(side);
            return serverErrors;
        }
        if (status >= 400) {
            return clientErrors;
        }
        return status >= 300 ? redirections : informational;
    }

    /** Answers of the side by the class of their status, all five of them. */
    Map<String, Long> answersByClass() {
        Map<String, Long> classes = new LinkedHashMap<>();
        classes.put("1xx", informational.sum());
        classes.put("3xx", redirections.sum());
        classes.put("4xx", clientErrors.sum());
        classes.put("5xx", serverErrors.sum());
        // Read after the others, of which none can be missing in it then.
        long others = classes.values().stream().mapToLong(Long::longValue).sum();
        classes.put("2xx", latency.total().getTotalCount() - others);
        return classes;
    }

    /** All of it since the start, so that two of these tell what came between. */
    SideAnswers answers() {
        // Counted after its time was: read before, so that no error is without its answer.
        long errors = serverErrors.sum();
        return new SideAnswers(errors, failures.ofTheSide(), Latencies.of(latency.total()));
    }

    Stopwatch latency() {
        return latency;
    }

    void failed(Failure failure) {
        failures.add(failure);
        troubles.failed(side, failure);
    }

    void opened() {
        opened.increment();
    }

    void closed() {
        closed.increment();
    }

    void askedToReconnect() {
        askedToReconnect.increment();
    }

    void cut() {
        cut.increment();
    }

    /** One more lane that it takes no connection of. */
    @Override
    public void down() {
        lanesDown.incrementAndGet();
    }

    @Override
    public void up() {
        lanesDown.decrementAndGet();
    }

    void over() {
        over.increment();
    }

    SideTraffic snapshot() {
        long done = over.sum();
        long begun = requests.sum();
        long doneLong = closed.sum();
        long begunLong = opened.sum();
        return new SideTraffic(
                begun,
                begun - done,
                begunLong - doneLong,
                askedToReconnect.sum(),
                cut.sum(),
                failures.total(),
                failures.byReason(),
                serverErrors.sum(),
                lanesDown.get() > 0,
                latency.percentiles(),
                latency.recent());
    }
}
