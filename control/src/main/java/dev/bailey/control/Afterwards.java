package dev.bailey.control;

import dev.bailey.core.Milestones;
import dev.bailey.core.Side;
import dev.bailey.router.Router;
import dev.bailey.runbook.Journal;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * What goes on when a migration is over: its routers serve by the last route until they are taken out of the way. It
 * needs no database. Thread-safe.
 */
public final class Afterwards implements AutoCloseable {

    private final Opening opening;
    private final Ledgers ledgers;
    private final Map<String, Router> routers;

    private Afterwards(Opening opening, Ledgers ledgers, Map<String, Router> routers) {
        this.opening = opening;
        this.ledgers = ledgers;
        this.routers = routers;
    }

    /** Whether the migration of this folder is over. */
    public static boolean isDue(Plan plan, StateFolder folder) {
        return Files.exists(folder.journal()) && Ending.isOver(Journal.read(folder.journal()), plan.migration());
    }

    public static Afterwards open(Plan plan, StateFolder folder, InstantSource clock) {
        Opening opening = new Opening(plan, folder, clock, Milestones.UNHEARD);
        try {
            Ledgers ledgers = new Ledgers(opening.journal(), plan.slices());
            return new Afterwards(opening, ledgers, opening.routers(ledgers));
        } catch (RuntimeException e) {
            opening.undo();
            throw e;
        }
    }

    public Side owner() {
        return ledgers.common();
    }

    /** Where each service is served, by name. */
    public Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        routers.forEach((service, router) -> ports.put(service, router.port()));
        return ports;
    }

    @Override
    public void close() {
        opening.undo();
    }
}
