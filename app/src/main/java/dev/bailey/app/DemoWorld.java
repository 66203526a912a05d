package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.CheckResult;
import dev.bailey.testkit.LoadFigures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Two environments on this machine: an old server with an application on it, and a new, empty one. */
interface DemoWorld extends AutoCloseable {

    /** What stands there, in words. */
    String words();

    /** Writes the plan that moves one to the other, as a user would have written it. */
    Path writePlan(Path folder) throws IOException;

    /** The moves that are shown, one after the other. */
    List<Move> moves();

    /** What is wrong with the new application, so that it is found before anybody is moved; empty where nothing is. */
    Optional<Mistake> mistake();

    /** Starts users who go through the router. */
    Load load(URI web, DemoSettings settings) throws InterruptedException;

    /**
     * Starts jobs that follow the switch, on both sides; empty where there are none.
     *
     * @param control where the migration is asked
     * @param token that opens the flags
     */
    Optional<DemoJobs> jobs(URI control, String token);

    @Override
    void close();

    /**
     * Something that tests did not find.
     *
     * @param words what it is
     * @param mend puts it right
     */
    record Mistake(String words, Runnable mend) {}

    /** A slice that changes sides. */
    record Move(String words, String slice, Side to) {}

    /** Users, and what became of what they wrote. */
    interface Load extends AutoCloseable {

        /** Returns once everything sent has been answered. */
        LoadFigures stop() throws InterruptedException;

        /** By the side that owns everything at the end; to be asked again while the other one is not the same. */
        CheckResult check() throws SQLException;

        @Override
        void close();
    }
}
