package dev.bailey.control;

import dev.bailey.core.GuardState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a guard answers a command: by the rules of {@link GuardState}, the very ones that run in production, unless a
 * mistake is planted. The model's time stands still: a lease is running or over. Immutable.
 */
final class ModelGuardRules {

    static final int OPEN = 0;
    static final int LEASED = 1;
    /** Leased, and over: takes writes. */
    static final int EXPIRED = 2;

    static final int SHUT = 3;

    static final Instant NOW = Instant.EPOCH.plus(Duration.ofDays(1));
    private static final Duration LEASE = Duration.ofSeconds(1);

    private final boolean comparing;
    private final boolean epochAlone;

    ModelGuardRules(ModelSetup setup) {
        this(setup.has(ModelKnob.CAS), setup.has(ModelKnob.EPOCHONLY));
    }

    /**
     * @param comparing whether guards move by compare-and-set
     * @param epochAlone whether for-good compares the epoch and not the state
     */
    ModelGuardRules(boolean comparing, boolean epochAlone) {
        this.comparing = comparing;
        this.epochAlone = epochAlone;
    }

    static boolean accepts(int kind) {
        return kind == OPEN || kind == EXPIRED;
    }

    /** The guard after the command, or empty when it refuses. A repeat of what was done already counts as done. */
    Optional<GuardState> after(ModelCommand command, GuardState before, int epoch) {
        GuardState goal = goal(command, epoch);
        if (!comparing && command != ModelCommand.BURN) {
            return Optional.of(goal);
        }
        if (epochAlone && command == ModelCommand.FOR_GOOD) {
            return before.epoch() == epoch ? Optional.of(goal) : Optional.empty();
        }
        GuardState after = byRule(command, before, epoch);
        boolean repeated = before.equals(goal) && command != ModelCommand.FENCE;
        return after.equals(before) && !repeated ? Optional.empty() : Optional.of(after);
    }

    static GuardState state(int kind, int epoch) {
        return switch (kind) {
            case OPEN -> GuardState.open(epoch);
            case LEASED -> GuardState.leased(epoch, NOW.plus(LEASE));
            case EXPIRED -> GuardState.leased(epoch, NOW);
            default -> GuardState.shut(epoch);
        };
    }

    static int kind(GuardState state) {
        return switch (state.kind()) {
            case OPEN -> OPEN;
            case LEASED -> state.accepts(NOW) ? EXPIRED : LEASED;
            case SHUT -> SHUT;
        };
    }

    private static GuardState byRule(ModelCommand command, GuardState before, int epoch) {
        return switch (command) {
            case FENCE -> before.fence(epoch, NOW, LEASE);
            case FOR_GOOD -> before.shutForGood(epoch);
            case OPEN -> before.takeOver(epoch);
            case ABORT -> before.abort(epoch);
            case BURN -> before.burn(epoch);
            case RETREAT -> before.retreat(epoch);
            case NONE -> before;
        };
    }

    private static GuardState goal(ModelCommand command, int epoch) {
        return switch (command) {
            case FENCE -> state(LEASED, epoch);
            case FOR_GOOD -> GuardState.shut(epoch);
            case OPEN, ABORT -> GuardState.open(epoch);
            case BURN -> GuardState.shut(epoch + 1L);
            case RETREAT -> GuardState.open(epoch + 1L);
            case NONE -> throw new IllegalArgumentException("no command");
        };
    }
}
