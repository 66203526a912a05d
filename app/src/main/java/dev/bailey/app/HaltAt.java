package dev.bailey.app;

import dev.bailey.core.Milestones;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the process at a milestone as {@code kill -9} would, so that proofs can look at what it leaves behind. The
 * variable {@value #VARIABLE} names the milestone, with {@code #3} behind it for the third time it is reached, and a
 * {@code *} at the end of the name for any that begins so.
 */
final class HaltAt implements Milestones {

    static final String VARIABLE = "BAILEY_HALT_AT";

    /** What a shell reports of a process that was killed. */
    private static final int KILLED = 137;

    private final String name;
    private final int time;
    private final AtomicInteger reached = new AtomicInteger();

    private HaltAt(String name, int time) {
        this.name = name;
        this.time = time;
    }

    static Milestones from(Map<String, String> environment) {
        String wanted = environment.getOrDefault(VARIABLE, "");
        if (wanted.isBlank()) {
            return UNHEARD;
        }
        int hash = wanted.indexOf('#');
        return hash < 0
                ? new HaltAt(wanted, 1)
                : new HaltAt(wanted.substring(0, hash), Integer.parseInt(wanted.substring(hash + 1)));
    }

    @Override
    public void reached(String milestone) {
        if (isMeant(milestone) && reached.incrementAndGet() == time) {
            System.err.println("halting at milestone \"" + milestone + "\"");
            System.err.flush();
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private boolean isMeant(String milestone) {
        return name.endsWith("*") ? milestone.startsWith(name.substring(0, name.length() - 1)) : milestone.equals(name);
    }
}
