package dev.bailey.router;

import java.util.concurrent.atomic.LongAdder;

/** What happens to the requests that go to one side. Thread-safe. */
final class SideMeter {

    private final LongAdder requests = new LongAdder();
    private final LongAdder over = new LongAdder();
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder askedToReconnect = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final FailureCounts failures = new FailureCounts();
    private final Stopwatch latency = new Stopwatch();

    void began() {
        requests.increment();
    }

    void answered(int status, long nanos) {
        latency.recordNanos(nanos);
        if (status >= 500) {
            serverErrors.increment();
        }
    }

    void failed(Failure failure) {
        failures.add(failure);
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
                latency.percentiles(),
                latency.recent());
    }
}
