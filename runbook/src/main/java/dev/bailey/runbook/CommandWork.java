package dev.bailey.runbook;

import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program that outlives Bailey, and finds it again after a restart: ended, running, or gone with the machine. A
 * few lines of shell ({@code command.sh}) claim the work before they start the program, so that of all that were ever
 * started for one round only one does.
 */
final class CommandWork implements Work {

    /** After the program has ended, its output is still on its way; what it left running may hold that open. */
    private static final long OUTPUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A shell that has claimed nothing by then is stuck. */
    private static final long CLAIM_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_MILLIS_MIN = 5;
    private static final long LOOK_MILLIS_MAX = 200;

    private final Command command;
    private final Path folder;
    private final Path directory;
    private final InstantSource clock;
    private final Milestones milestones;

    /**
     * @param folder where all steps keep what their programs say
     * @param directory in which the program runs
     */
    CommandWork(Command command, Path folder, Path directory, InstantSource clock, Milestones milestones) {
        this.command = command;
        this.folder = folder;
        this.directory = directory;
        this.clock = clock;
        this.milestones = milestones;
    }

    /** Names the running system as well, since what was on disk last may be lost when the machine loses power. */
    @Override
    public Map<String, String> prepare(Occasion occasion, int round) {
        Claim claim = claim(occasion, round);
        try {
            Files.createDirectories(
                    claim.folder(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.FAILED,
                    "folder " + claim.folder() + " cannot be made (" + e
                            + "): check the disk, then start Bailey again; it" + " goes on where the journal ends",
                    e);
        }
        return Map.of("folder", claim.folder().toString(), "boot", Boot.id());
    }

    @Override
    public Outcome perform(Occasion occasion, Course course, boolean resumed, StepProgress progress)
            throws InterruptedException {
        Claim claim = claim(occasion, course.round());
        Optional<String> lost = lost(claim, course);
        if (lost.isPresent()) {
            return new Outcome.Unknown(lost.get());
        }
        Process shell = null;
        if (!claim.isTaken()) {
            try {
                milestones.reached(occasion.key() + ": before start");
                shell = ClaimingShell.start(command, claim, directory);
                milestones.reached(occasion.key() + ": started");
            } catch (IOException e) {
                return new Outcome.Failed(command.arguments().get(0) + " cannot be started: " + e.getMessage());
            }
        }
        progress.tell("runs " + command.arguments().get(0) + ", its output is in " + claim.folder());
        return claimed(claim, shell)
                ? await(occasion, claim)
                : new Outcome.Failed(command.arguments().get(0) + " was not started: the shell could not make "
                        + claim.folder() + "/claim");
    }

    /**
     * Sees to it that a round which was begun and has not started its program never will.
     *
     * @return whether it had not
     */
    boolean prevent(Occasion occasion, Course course) {
        Claim claim = claim(occasion, course.round());
        return course.begun().isPresent() && lost(claim, course).isEmpty() && claim.take();
    }

    private Claim claim(Occasion occasion, int round) {
        return new Claim(folder.resolve(occasion.key()).resolve(Integer.toString(round)));
    }

    /** Why the folder does not tell whether the program was started, if it does not. */
    private static Optional<String> lost(Claim claim, Course course) {
        if (claim.exit().isPresent()) {
            return Optional.empty();
        }
        String boot = course.begun().map(begun -> begun.details().get("boot")).orElse("");
        if (!Boot.id().equals(boot)) {
            return Optional.of("the machine was started anew, or is another one");
        }
        return Files.isDirectory(claim.folder())
                ? Optional.empty()
                : Optional.of("the folder " + claim.folder() + " is gone");
    }

    private static boolean claimed(Claim claim, @Nullable Process shell) throws InterruptedException {
        long start = System.nanoTime();
        while (!claim.isTaken()) {
            boolean over = shell == null || !shell.isAlive() || System.nanoTime() - start > CLAIM_NANOS;
            // It may have claimed between the two looks, and ended.
            if (over && !claim.isTaken()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS_MIN);
        }
        return true;
    }

    private Outcome await(Occasion occasion, Claim claim) throws InterruptedException {
        ProcessTree tree = new ProcessTree(claim.folder().toString());
        Duration before = claim.takenAt()
                .map(taken -> Duration.between(taken, clock.instant()))
                .filter(passed -> !passed.isNegative())
                .orElse(Duration.ZERO);
        long start = System.nanoTime();
        long pause = LOOK_MILLIS_MIN;
        while (claim.exit().isEmpty()) {
            if (!tree.isAlive(claim.pid()) && claim.exit().isEmpty()) {
                return new Outcome.Unknown(
                        "it ended without leaving an exit status; what it said is in " + claim.folder());
            }
            if (before.plusNanos(System.nanoTime() - start).compareTo(command.limit()) >= 0) {
                tree.end();
                return claim.exit().isPresent()
                        ? ended(occasion, claim, tree)
                        : new Outcome.Failed(command.arguments().get(0) + " ran into its limit of "
                                + command.limit().toMillis() + " ms, and was ended with all that it had started"
                                + said(claim));
            }
            TimeUnit.MILLISECONDS.sleep(pause);
            pause = Math.min(LOOK_MILLIS_MAX, pause * 2);
        }
        return ended(occasion, claim, tree);
    }

    private Outcome ended(Occasion occasion, Claim claim, ProcessTree tree) throws InterruptedException {
        milestones.reached(occasion.key() + ": ended");
        long start = System.nanoTime();
        while (tree.isAlive(claim.pid()) && System.nanoTime() - start < OUTPUT_NANOS) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS_MIN);
        }
        OptionalInt exit = claim.exit();
        if (exit.getAsInt() != 0) {
            return new Outcome.Failed(
                    command.arguments().get(0) + " ended with exit status " + exit.getAsInt() + said(claim));
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("result", "exit status 0");
        details.put("output", clean(claim));
        return new Outcome.Done(details);
    }

    private String said(Claim claim) {
        String output = clean(claim);
        return output.isEmpty() ? ", without a word" : "; it said last:\n" + output;
    }

    private String clean(Claim claim) {
        return Secrets.of(command.environment().values()).struckOut(claim.lastLines());
    }
}
