package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaileyProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void itsOutputItsEnvironmentAndItsExitCodeAreSeen() throws InterruptedException {
        try (BaileyProcess process = start("exit")) {
            String line = process.awaitLine("the greeting", LIMIT, text -> text.startsWith("hello"));

            assertThat(line).isEqualTo("hello exit from the test");
            assertThat(process.awaitExit(LIMIT)).contains(3);
        }
    }

    @Test
    void aKilledProcessIsGone() throws InterruptedException {
        try (BaileyProcess process = start("stay")) {
            process.awaitLine("the greeting", LIMIT, text -> text.startsWith("hello"));
            process.kill();

            assertThat(process.isAlive()).isFalse();
            assertThat(process.awaitExit(LIMIT)).contains(137);
        }
    }

    @Test
    void aLineThatNeverComesIsMissedWithAllThatWasSaid() {
        try (BaileyProcess process = start("exit")) {
            assertThatThrownBy(() -> process.awaitLine("a miracle", LIMIT, text -> text.contains("miracle")))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the process ended without a miracle")
                    .hasMessageContaining("hello exit");
        }
    }

    private BaileyProcess start(String argument) {
        return BaileyProcess.startMain(Greeter.class.getName(), folder, Map.of("GREETER", "the test"), argument);
    }

    /** Stands in for Bailey, which this module does not see. */
    static final class Greeter {

        private Greeter() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("hello " + arguments[0] + " from " + System.getenv("GREETER"));
            if (arguments[0].equals("stay")) {
                new CountDownLatch(1).await();
            }
            System.exit(3);
        }
    }
}
