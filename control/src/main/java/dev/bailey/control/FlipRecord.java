package dev.bailey.control;

import dev.bailey.router.HoldReport;
import java.util.List;
import java.util.OptionalLong;

/**
 * A move and what the users felt of it.
 *
 * @param pauseMillis the longest time any request was held; empty where no request was
 * @param held requests that were held; empty where the process that held them died
 * @param failed requests that were refused while it lasted; empty likewise
 */
public record FlipRecord(Flip flip, OptionalLong pauseMillis, OptionalLong held, OptionalLong failed) {

    static FlipRecord of(Flip flip, List<HoldReport> holds) {
        long held = 0;
        long failed = 0;
        OptionalLong pause = OptionalLong.empty();
        for (HoldReport hold : holds) {
            held += hold.held();
            failed += hold.failed();
            if (hold.heldMillis() != null) {
                pause = OptionalLong.of(
                        Math.max(pause.orElse(0), Math.round(hold.heldMillis().max())));
            }
        }
        boolean measured = !holds.isEmpty();
        return new FlipRecord(
                flip,
                pause,
                measured ? OptionalLong.of(held) : OptionalLong.empty(),
                measured ? OptionalLong.of(failed) : OptionalLong.empty());
    }
}
