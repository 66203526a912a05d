package dev.bailey.app;

import java.time.Duration;

/**
 * How the demo runs.
 *
 * @param slices whether tenants move slice by slice, instead of a shop as one
 * @param rate requests a second, a third of them writes
 * @param watch how long to look on before, between and after the moves
 * @param keep whether to stay up after the last move
 * @param headless whether to leave out what only people at a screen need
 */
record DemoSettings(
        DemoServer.Engine engine,
        boolean slices,
        double rate,
        long seed,
        Duration watch,
        boolean keep,
        boolean headless) {}
