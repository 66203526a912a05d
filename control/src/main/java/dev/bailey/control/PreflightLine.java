package dev.bailey.control;

import dev.bailey.core.Check;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import java.util.Optional;

/**
 * One thing that preflight found.
 *
 * @param part of the plan, such as {@code store orders}
 * @param accepted the plan's reason why this may be so; empty where it names none
 */
public record PreflightLine(String part, Side side, Finding finding, Optional<String> accepted) {

    /** In which the migration would meet it. */
    public enum Direction {
        FORWARD,
        BACK,
        BOTH
    }

    public Direction direction() {
        return switch (finding.check().role()) {
            case BOTH -> Direction.BOTH;
            case READ -> side == Side.SOURCE ? Direction.FORWARD : Direction.BACK;
            case WRITTEN -> side == Side.SOURCE ? Direction.BACK : Direction.FORWARD;
        };
    }

    /** Whether nothing should begin before it is mended. */
    public boolean blocks() {
        return finding.check().severity() == Check.Severity.BLOCK && accepted.isEmpty();
    }
}
