package dev.bailey.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How fast a copy may go, so that it is the copy that gives way and not the users of the source. Told once a second
 * what they feel, it halves the speed when that is past a limit of the plan, and raises it step by step once it is well
 * below: additive increase, multiplicative decrease, which finds the highest speed that leaves the users alone without
 * knowing it, and gives way at once when load comes. Between the two it stays, or it would swing. What it halves is the
 * speed that was really reached, for half of a limit that nobody reaches slows nothing. It never stops the copy: a copy
 * that stands still keeps log on the source without end. Confined to one thread.
 */
final class CopyPace {

    /** The slowest that a copy is made to go, unless the plan wants it slower still. */
    static final long FLOOR_BYTES = 256 << 10;

    /** The least by which the speed is raised in a second. */
    private static final long STEP_BYTES = 1 << 20;

    /** A tenth of what the copy reached unhindered brings it back there within ten seconds of quiet. */
    private static final int STEPS_TO_FULL_SPEED = 10;

    /** Below this part of a limit there is room for more. */
    private static final double ROOM = 0.8;

    private final Plan.Copy plan;
    private long limit;
    private long reachedMost;
    private Setting hand = Setting.AUTO;

    CopyPace(Plan.Copy plan) {
        this.plan = plan;
        this.limit = plan.bytesPerSecond();
    }

    /** What a person said, instead of the plan. */
    record Setting(Kind kind, long bytesPerSecond) {

        enum Kind {
            AUTO,
            OFF,
            FIXED
        }

        static final Setting AUTO = new Setting(Kind.AUTO, 0);
        static final Setting OFF = new Setting(Kind.OFF, 0);

        static Setting fixed(long bytesPerSecond) {
            return new Setting(Kind.FIXED, bytesPerSecond);
        }
    }

    /**
     * What was measured in the last second.
     *
     * @param p99 of the requests that the source answered lately; empty when it answered none
     * @param inFlight requests at the source that are not answered yet
     * @param connectionsPercent of the source's that are in use; empty when not known
     * @param bytesPerSecond that the copy reached
     */
    record Felt(Optional<Duration> p99, long inFlight, OptionalInt connectionsPercent, long bytesPerSecond) {}

    /**
     * A speed and why.
     *
     * @param bytesPerSecond {@link Plan.Copy#UNLIMITED} for as fast as it goes
     */
    record Decision(long bytesPerSecond, String because) {}

    /** Whether the use of connections decides anything, so that somebody must count them. */
    boolean asksForConnections() {
        return hand.kind == Setting.Kind.AUTO && plan.sourceConnectionsPercent().isPresent();
    }

    void byHand(Setting setting) {
        hand = setting;
        limit = plan.bytesPerSecond();
    }

    Decision decide(Felt felt) {
        return switch (hand.kind) {
            case OFF -> new Decision(Plan.Copy.UNLIMITED, "without a limit, by hand");
            case FIXED -> new Decision(hand.bytesPerSecond, "limited by hand");
            case AUTO -> byWhatUsersFeel(felt);
        };
    }

    /** Whether a limit of the plan is passed, whatever a person said about the copy. */
    boolean isPastALimit(Felt felt) {
        boolean slow = plan.sourceP99().isPresent()
                && felt.p99.isPresent()
                && felt.p99.get().compareTo(plan.sourceP99().get()) > 0;
        boolean full = plan.sourceConnectionsPercent().isPresent()
                && felt.connectionsPercent.isPresent()
                && felt.connectionsPercent.getAsInt()
                        >= plan.sourceConnectionsPercent().getAsInt();
        return slow || full || hangs(felt);
    }

    private Decision byWhatUsersFeel(Felt felt) {
        List<String> above = new ArrayList<>();
        boolean room = true;
        if (plan.sourceP99().isPresent() && felt.p99.isPresent()) {
            long limitMillis = plan.sourceP99().get().toMillis();
            double millis = (double) felt.p99.get().toNanos() / 1e6;
            room &= millis < ROOM * (double) limitMillis;
            if (millis > (double) limitMillis) {
                above.add("source p99 is " + Math.round(millis) + " ms, limit " + limitMillis + " ms");
            }
        }
        OptionalInt percentMax = plan.sourceConnectionsPercent();
        if (percentMax.isPresent() && felt.connectionsPercent.isPresent()) {
            int percent = felt.connectionsPercent.getAsInt();
            room &= percent < percentMax.getAsInt();
            if (percent >= percentMax.getAsInt()) {
                above.add(percent + " % of the source's connections are in use, limit " + percentMax.getAsInt() + " %");
            }
        }
        reachedMost = Math.max(reachedMost, felt.bytesPerSecond);
        if (!above.isEmpty()) {
            long floor = Math.min(plan.bytesPerSecond(), FLOOR_BYTES);
            limit = Math.max(floor, Math.min(limit, Math.max(felt.bytesPerSecond, 1)) / 2);
            return new Decision(
                    limit, String.join(", ", above) + (limit == floor ? "; slower than this it never goes" : ""));
        }
        if (limit < plan.bytesPerSecond()) {
            return hangs(felt)
                    ? new Decision(limit, felt.inFlight + " requests wait for the source, so it stays")
                    : recover(room);
        }
        return new Decision(limit, limit == Plan.Copy.UNLIMITED ? "without a limit" : "limited by the plan");
    }

    /** A source that answers nothing has no p99 that could be above its limit. */
    private boolean hangs(Felt felt) {
        return plan.sourceP99().isPresent() && felt.p99.isEmpty() && felt.inFlight > 0;
    }

    private Decision recover(boolean room) {
        if (!room) {
            return new Decision(limit, "close to a limit, so it stays");
        }
        limit = Math.min(plan.bytesPerSecond(), limit + Math.max(STEP_BYTES, reachedMost / STEPS_TO_FULL_SPEED));
        if (limit >= reachedMost && plan.bytesPerSecond() == Plan.Copy.UNLIMITED) {
            limit = Plan.Copy.UNLIMITED;
            return new Decision(limit, "without a limit");
        }
        return new Decision(limit, "below every limit again, so it speeds up");
    }
}
