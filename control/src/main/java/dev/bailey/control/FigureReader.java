package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.time.Duration;

/** Reads figures of the application's own. Thread-safe. */
interface FigureReader {

    /**
     * One reading.
     *
     * @throws Problem when it cannot be read, or is no number
     */
    double read(FigureSource source, Side side, Duration limit) throws InterruptedException;
}
