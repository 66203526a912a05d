package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.router.RecordFigures;
import dev.bailey.router.Recorder;
import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowedRequest;
import dev.bailey.runbook.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Records the traffic of one service of this process at a time, when somebody asks for it. Thread-safe. */
final class RecordDesk implements AutoCloseable {

    /** Who records longer than that has forgotten it. */
    static final Duration LIMIT_MAX = Duration.ofHours(24);

    private static final String FILE = "recorded.har";
    private static final long HEADS_BYTES = 1_024;

    private final Routers routers;
    private final StateFolder folder;
    private final Journal journal;
    private TrafficFile.@Nullable Maker maker;
    private @Nullable Under under;

    /** What is asked for. */
    record Order(Optional<String> service, double share, Duration limit, long bytesMax, Set<String> personal) {}

    /** A recording under way. */
    private record Under(String service, Recorder recorder, TrafficFile file, AtomicLong leftOut) {}

    RecordDesk(Routers routers, StateFolder folder, Journal journal) {
        this.routers = routers;
        this.folder = folder;
        this.journal = journal;
    }

    synchronized void writes(TrafficFile.Maker newMaker) {
        maker = newMaker;
    }

    synchronized ApiAnswer start(Order order, String by) {
        TrafficFile.Maker made = maker;
        Optional<String> service = order.service().or(routers::onlyService);
        Optional<Recorder> recorder = service.flatMap(routers::recorder);
        if (made == null || under != null) {
            return ApiAnswer.closed(List.of("a recording is under way: end it first"));
        } else if (service.isEmpty() || recorder.isEmpty()) {
            return ApiAnswer.notThere("say which service: there are "
                    + String.join(", ", routers.ports().keySet()) + ", as far as this process serves them");
        }
        Path path = folder.path().resolve(FILE);
        TrafficFile file = made.open(service.get(), emptied(path), order.personal());
        AtomicLong bytes = new AtomicLong();
        AtomicLong leftOut = new AtomicLong();
        recorder.get().start(order.share(), order.limit(), (request, answer) -> {
            boolean fits = bytes.addAndGet(size(request, answer)) <= order.bytesMax();
            if (!fits || !file.add(request, answer)) {
                leftOut.incrementAndGet();
            }
        });
        under = new Under(service.get(), recorder.get(), file, leftOut);
        journal.append("recording", service.get(), "begun", Map.of("by", by));
        return ApiAnswer.done(Map.of("service", service.get(), "file", path.toString()));
    }

    private static long size(ShadowedRequest request, ShadowAnswer answer) {
        return HEADS_BYTES
                + request.target().length()
                + request.body().remaining()
                + answer.body().remaining();
    }

    private static Path emptied(Path path) {
        try {
            StateFolder.writePrivately(path, "");
            return path;
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    synchronized ApiAnswer stop(String by) {
        Under over = under;
        if (over == null) {
            return ApiAnswer.closed(List.of("nothing is recorded"));
        }
        RecordFigures figures = end(over);
        journal.append("recording", over.service(), "ended", Map.of("by", by));
        Path path = folder.path().resolve(FILE);
        return ApiAnswer.done(Map.of(
                "service", over.service(),
                "file", path.toString(),
                "recorded", figures.recorded() - over.leftOut().get(),
                "dropped", figures.dropped() + over.leftOut().get(),
                "bytes", bytes(path)));
    }

    private RecordFigures end(Under over) {
        under = null;
        RecordFigures figures = over.recorder().stop().orElse(new RecordFigures(0, 0));
        over.file().close();
        return figures;
    }

    private static long bytes(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (under != null) {
            end(under);
        }
    }
}
