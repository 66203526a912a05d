package dev.bailey.replication;

import dev.bailey.core.Clash;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decides whether a conflict is healed: as the plan says, or a person for whom the stream waits. Thread-safe. */
final class Arbiter {

    /** Who heals where the plan says so. */
    static final String PLAN = "the plan";

    /** How long a word, or the end, may go unnoticed. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final boolean healsAlways;
    private boolean standing;
    private long conflict;
    private @Nullable Clash clash;

    /** What a person allowed: this one, or any until the stream has heard a heartbeat from after the word. */
    private record Word(String by, @Nullable Clash one, long givenMillis) {}

    private @Nullable Word word;
    private long heardMillis;

    Arbiter(boolean healsAlways) {
        this.healsAlways = healsAlways;
    }

    /** The stream stands before this one. */
    synchronized void at(long number, Clash met) {
        conflict = number;
        clash = met;
        standing = true;
        word = null;
    }

    /** The conflict that the stream waits with; empty while it goes on. */
    synchronized OptionalLong conflict() {
        return clash == null ? OptionalLong.empty() : OptionalLong.of(conflict);
    }

    /** Whether the stream has halted and not waited since, though a person may have let it go on already. */
    synchronized boolean hasHalted() {
        return standing;
    }

    /** Waits for a person's word, or the end. */
    void await(Stopping stopping) {
        while (conflict().isPresent() && !stopping.isStopped()) {
            stopping.pause(LOOK_AGAIN);
        }
        goneOn();
    }

    private synchronized void goneOn() {
        standing = false;
    }

    /**
     * Lets the stream try again.
     *
     * @return no when it does not stand
     */
    synchronized boolean retry() {
        boolean stood = clash != null;
        clash = null;
        return stood;
    }

    /**
     * Lets the stream heal the conflict that it stands before.
     *
     * @return no when it stands before another one, or none
     */
    synchronized boolean heal(long number, String by) {
        if (clash == null || conflict != number) {
            return false;
        }
        word = new Word(by, clash, 0);
        return retry();
    }

    /**
     * Lets the stream heal all that it meets until it has caught up with now.
     *
     * @return no when it does not stand
     */
    synchronized boolean healAll(String by, long nowMillis) {
        if (clash == null) {
            return false;
        }
        word = new Word(by, null, nowMillis);
        return retry();
    }

    /** Who lets this one be healed; empty when it halts the stream. */
    synchronized Optional<String> healer(Clash met) {
        Word given = word;
        if (given != null && (given.one == null ? heardMillis < given.givenMillis : met.isAgain(given.one))) {
            return Optional.of(given.by);
        }
        return healsAlways ? Optional.of(PLAN) : Optional.empty();
    }

    /** What was healed is durable. */
    synchronized void healed() {
        if (word != null && word.one != null) {
            word = null;
        }
    }

    /** A heartbeat came through the log. */
    synchronized void heard(Beat beat) {
        heardMillis = Math.max(heardMillis, beat.sentMillis());
    }
}
