package dev.bailey.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Milestones;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a run with a step of every kind, again and again, and looks at what it left when it has come to its end. */
class KilledRunTest {

    /**
     * Where a real process dies. All of them, before and after every entry of the journal, are died at within this
     * process; {@code -Dbailey.kills=.*} kills a process at each, which takes minutes.
     */
    private static final String MOMENTS = System.getProperty(
            "bailey.kills",
            "freeze: (before start|started|ended)|order: (before send|answered)|undo:freeze: started|undo:order: answered"
                    + "|journal: after (tell confirmed|go_no_go given|freeze undone|rollback begun)");

    /** Many more than there are moments. */
    private static final int STARTS_MAX = 500;

    private static final int ROUNDS = Integer.getInteger("bailey.rounds", 1);

    /** With so many milestones at most between two of them they spread over the whole of a run. */
    private static final int RANDOM_KILLS = 6;

    private static final int MILESTONES_BETWEEN_MAX = 40;

    @TempDir
    private Path folder;

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private TestServer server;
    private volatile Path world;

    @BeforeEach
    void serve() throws IOException {
        world = folder;
        server = new TestServer(request -> KilledPlan.serve(world, keys, request));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aRunThatDiesAtEveryMomentDoesNothingTwice() throws InterruptedException {
        Set<String> died = Collections.synchronizedSet(new HashSet<>());
        int starts = 0;
        boolean over = false;
        while (!over && starts++ < STARTS_MAX) {
            over = survives(died);
            requireWhole();
        }

        assertThat(over).isTrue();
        requireEachEffectOnce();
        assertThat(died)
                .hasSizeGreaterThan(100)
                .contains(
                        "freeze: started",
                        "journal: after order begun",
                        "order: answered",
                        "journal: before order done",
                        "journal: after tell confirmed",
                        "journal: before go_no_go given",
                        "undo:freeze: started",
                        "journal: before freeze undone");
    }

    @Test
    void aProcessThatHaltsAtEveryMomentThatMattersDoesNothingTwice() throws IOException, InterruptedException {
        int starts = 0;
        int exit = KilledProcess.HALTED;
        while (exit == KilledProcess.HALTED && starts++ < STARTS_MAX) {
            Process process = KilledProcess.start(world, server.url("/order"), MOMENTS);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            exit = process.waitFor();
            requireWhole();
        }

        assertThat(exit).isZero();
        assertThat(starts).isGreaterThan(9);
        requireEachEffectOnce();
    }

    @Test
    void aProcessThatIsKilledAtAnyTimeDoesNothingTwice() throws IOException, InterruptedException {
        long seed = Long.getLong("bailey.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 1; round <= ROUNDS; round++) {
            world = Files.createDirectory(folder.resolve("round " + round));
            for (int i = 0; i < RANDOM_KILLS; i++) {
                killed(1 + random.nextInt(MILESTONES_BETWEEN_MAX), random.nextInt(3_000));
                requireWhole();
            }

            Process process = KilledProcess.start(world, server.url("/order"), "never");
            process.getInputStream().transferTo(OutputStream.nullOutputStream());

            assertThat(process.waitFor()).as("seed %s, round %s", seed, round).isZero();
            requireEachEffectOnce();
        }
    }

    /** Runs until the first milestone at which it has not died yet, or to its end. */
    private boolean survives(Set<String> died) {
        AtomicBoolean dead = new AtomicBoolean();
        Milestones milestones = name -> {
            // A dead process reaches no milestone more, on no thread.
            if (dead.get() || died.add(name)) {
                dead.set(true);
                throw new KilledPlan.Died();
            }
        };
        try {
            KilledPlan.run(world, server.url("/order"), milestones);
            return !dead.get();
        } catch (InterruptedException | KilledPlan.Died e) {
            assertThat(dead).isTrue();
            return false;
        } finally {
            Thread.interrupted();
        }
    }

    private void killed(int milestones, int micros) throws IOException, InterruptedException {
        Process process = KilledProcess.start(world, server.url("/order"), "never");
        try (BufferedReader passed = process.inputReader()) {
            String line = "";
            for (int i = 0; i < milestones && line != null; i++) {
                line = passed.readLine();
            }
            TimeUnit.MICROSECONDS.sleep(micros);
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private void requireWhole() {
        if (world.resolve("journal.db").toFile().exists()) {
            assertThat(Journal.check(world.resolve("journal.db"))).isInstanceOf(JournalCheck.Whole.class);
        }
    }

    private void requireEachEffectOnce() {
        List<String> effects = KilledPlan.effects(world);
        assertThat(effects).containsExactlyElementsOf(KilledPlan.EFFECTS);
    }
}
