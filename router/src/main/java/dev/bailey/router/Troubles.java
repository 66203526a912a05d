package dev.bailey.router;

import dev.bailey.core.Side;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what befalls requests into windows of time. Only what goes wrong comes here, so a request that goes well pays
 * nothing for it. Thread-safe.
 */
final class Troubles {

    /** The oldest are forgotten; whoever wants them all looks every second. */
    static final int WINDOWS_MAX = 256;

    /** What comes within this belongs together. */
    private static final long QUIET_MILLIS = 5_000;

    /** The same once there were so many that single ones say little, and only fill books. */
    private static final long QUIET_MILLIS_CROWDED = 60_000;

    private static final int CROWDED = 200;

    private final InstantSource clock;
    private final Map<Key, Window> open = new LinkedHashMap<>();
    private final Deque<Trouble> over = new ArrayDeque<>();
    private long windows;

    Troubles(InstantSource clock) {
        this.clock = clock;
    }

    private record Key(
            Trouble.Kind kind,
            @Nullable Side side,
            @Nullable Failure failure,
            long epoch) {}

    private static final class Window {
        final long number;
        long fromMillis;
        long toMillis;
        long requests;
        long longestMillis;

        Window(long number, long fromMillis, long toMillis) {
            this.number = number;
            this.fromMillis = fromMillis;
            this.toMillis = toMillis;
        }

        Trouble trouble(Key key, boolean isOver) {
            return new Trouble(
                    number,
                    key.kind,
                    key.side,
                    key.failure,
                    key.epoch,
                    fromMillis,
                    toMillis,
                    requests,
                    longestMillis,
                    isOver);
        }
    }

    /** A request that its side has not answered. */
    void failed(Side side, Failure failure) {
        switch (failure) {
            case CLIENT_TIMEOUT -> {
                // its own client's doing
            }
            case UPSTREAM_DOWN, UPSTREAM_REFUSED -> add(new Key(Trouble.Kind.SIDE_DOWN, side, null, 0), 0);
            default -> add(new Key(Trouble.Kind.FAILED, side, failure, 0), 0);
        }
    }

    /** A request that was parked, or was to be, and went to no side. */
    void failedParked(Failure failure, long epoch, long heldNanos) {
        add(new Key(Trouble.Kind.FAILED, null, failure, epoch), heldNanos);
    }

    void serverError(Side side) {
        add(new Key(Trouble.Kind.SERVER_ERRORS, side, null, 0), 0);
    }

    /** A request that went on after so long, or whose client did not wait any longer. */
    void held(long epoch, long heldNanos) {
        add(new Key(Trouble.Kind.WRITES_HELD, null, null, epoch), heldNanos);
    }

    private synchronized void add(Key key, long heldNanos) {
        long toMillis = clock.millis();
        long heldMillis = TimeUnit.NANOSECONDS.toMillis(heldNanos);
        long fromMillis = toMillis - heldMillis;
        Window window = open.get(key);
        if (window == null || fromMillis - window.toMillis > quietMillis()) {
            if (window != null) {
                keep(window.trouble(key, /* isOver= */ true));
            }
            window = new Window(++windows, fromMillis, toMillis);
            open.put(key, window);
        }
        window.fromMillis = Math.min(window.fromMillis, fromMillis);
        window.toMillis = Math.max(window.toMillis, toMillis);
        window.requests++;
        window.longestMillis = Math.max(window.longestMillis, heldMillis);
    }

    private long quietMillis() {
        return windows > CROWDED ? QUIET_MILLIS_CROWDED : QUIET_MILLIS;
    }

    private void keep(Trouble trouble) {
        over.addLast(trouble);
        if (over.size() > WINDOWS_MAX) {
            over.removeFirst();
        }
    }

    /** Oldest first. */
    synchronized List<Trouble> windows() {
        long now = clock.millis();
        for (Iterator<Map.Entry<Key, Window>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Key, Window> next = each.next();
            if (now - next.getValue().toMillis > quietMillis()) {
                keep(next.getValue().trouble(next.getKey(), /* isOver= */ true));
                each.remove();
            }
        }
        List<Trouble> all = new ArrayList<>(over);
        open.forEach((key, window) -> all.add(window.trouble(key, /* isOver= */ false)));
        all.sort(Comparator.comparingLong(Trouble::number));
        return all;
    }
}
