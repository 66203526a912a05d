package dev.bailey.app;

import dev.bailey.control.ConflictList;
import dev.bailey.control.Plan;
import dev.bailey.control.Preflight;
import dev.bailey.control.Rehearsal;
import dev.bailey.control.RouterLink;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.router.ListenAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the commands start that do the work in this process. */
interface Wiring {

    /** Titles of the steps that a run of this plan would take, in order. */
    List<String> steps(Plan plan);

    /**
     * Looks at everything that the plan moves; changes nothing but what a probe makes and takes away.
     *
     * @param probe for how long marks are sent through every store; not at all where absent
     */
    Preflight.Outcome preflight(PlanFile plan, Optional<Duration> probe) throws InterruptedException;

    Exit run(RunRequest request, Shell shell) throws InterruptedException;

    /** A rehearsal in another environment; it is in the book when this returns. */
    Rehearsal rehearse(RehearsalFile file, Shell shell) throws InterruptedException;

    Exit demo(DemoRequest request, Shell shell) throws InterruptedException;

    /** One more router, in this process. */
    Exit router(RouterRequest request, Shell shell) throws InterruptedException;

    /** The conflicts that the plan's databases keep, newest first; at most so many of each stream. */
    List<ConflictList.Line> conflicts(PlanFile plan, int most);

    /** Opens this side of every store for these slices, with the databases alone: no journal, no API. */
    Exit breakGlass(PlanFile plan, Side open, List<Slice> slices, Shell shell) throws InterruptedException;

    /**
     * A run for real.
     *
     * @param report where the report is written at the end
     * @param port of API and dashboard, instead of the plan's
     */
    record RunRequest(PlanFile plan, Optional<Path> report, OptionalInt port) {}

    /**
     * A router that joins.
     *
     * @param listen where it takes requests, instead of the plan's address
     * @param sharesPort whether other processes may take requests on the same port
     */
    record RouterRequest(
            RouterLink.Join join, Optional<ListenAddress> listen, boolean sharesPort, RouterFolder folder) {}

    /**
     * The demo.
     *
     * @param slices whether tenants move slice by slice
     * @param headless without opening or waiting for a browser
     * @param ratePerSecond requests that the load makes
     * @param keep whether everything stays up at the end, to look around
     * @param seed of the load's random choices; any where absent
     */
    record DemoRequest(
            DemoServer.Engine engine,
            boolean slices,
            boolean headless,
            Optional<Path> report,
            int ratePerSecond,
            boolean keep,
            OptionalLong seed) {}
}
