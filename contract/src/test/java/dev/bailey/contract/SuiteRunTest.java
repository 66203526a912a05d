package dev.bailey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.contract.SuiteResult.Verdict;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suites here are shell scripts that write what they are told; what runs them is the real thing. */
class SuiteRunTest {

    private static final URI OLD = URI.create("http://old.test");
    private static final URI NEW = URI.create("http://new.test");

    @TempDir
    private Path folder;

    private final List<String> printed = new CopyOnWriteArrayList<>();

    @Test
    void whatPassesOnTheOldSideAndFailsOnTheNewOneIsToldFromAllElse() throws IOException, InterruptedException {
        suite("""
                old='<testcase classname="a" name="same"/><testcase classname="a" name="breaks"/>
                  <testcase classname="a" name="never"><failure message="old one"/></testcase>
                  <testcase classname="a" name="heals"><error>boom
                  at x</error></testcase><testcase classname="a" name="gone"/><testcase name="skipped"><skipped/></testcase>'
                new='<testcase classname="a" name="same"/><testcase classname="a" name="breaks"><failure message="12 is not 13"/></testcase>
                  <testcase classname="a" name="never"><failure message="new one"/></testcase>
                  <testcase classname="a" name="heals"/><testcase name="skipped"><skipped/></testcase><testcase name="extra"/>'
                case $BASE_URL in *old*) cases=$old ;; *) cases=$new ;; esac
                echo "against $BASE_URL"
                echo "<testsuites><testsuite>$cases</testsuite></testsuites>" > out/deep/r.xml
                exit 7
                """);

        SuiteResult result = run(1);

        assertThat(verdicts(result))
                .isEqualTo(Map.of(
                        "a: same", Verdict.PASSES,
                        "a: breaks", Verdict.FAILS_ON_NEW,
                        "a: never", Verdict.FAILS_ON_BOTH,
                        "a: heals", Verdict.PASSES_ON_NEW,
                        "a: gone", Verdict.MISSING_ON_NEW,
                        "skipped", Verdict.SKIPPED,
                        "extra", Verdict.NEW_ALONE));
        assertThat(result.tests())
                .filteredOn(test -> test.verdict() == Verdict.FAILS_ON_NEW)
                .extracting(SuiteResult.Test::now)
                .containsExactly("12 is not 13");
        assertThat(result.isAlike()).isFalse();
        assertThat(printed).containsExactly("old | against http://old.test", "new | against http://new.test");
    }

    @Test
    void whatFailsByChanceIsToldFromWhatFails() throws IOException, InterruptedException {
        suite("""
                echo x >> runs
                run=$(wc -l < runs)
                failed='<failure message="by chance"/>'
                [ "$run" = 1 ] || [ "$run" = 3 ] && dice=$failed
                [ "$run" = 4 ] && slow=$failed
                echo "<testsuite><testcase name='steady'/><testcase name='dice'>$dice</testcase>
                  <testcase name='slow'>$slow</testcase></testsuite>" > out/r.xml
                """);

        SuiteResult result = run(2);

        assertThat(verdicts(result))
                .isEqualTo(Map.of("steady", Verdict.PASSES, "dice", Verdict.FLAKY, "slow", Verdict.FLAKY_ON_NEW));
        assertThat(result.isAlike()).isFalse();
    }

    @Test
    void resultsThatAnEarlierRunLeftAreNotRead() throws IOException, InterruptedException {
        Files.writeString(
                Files.createDirectories(folder.resolve("out")).resolve("earlier.xml"),
                "<testsuite><testcase name='earlier'/></testsuite>");
        suite("[ $BASE_URL = http://old.test ] && echo \"<testsuite><testcase name='a'/></testsuite>\" > out/r.xml");

        assertThatThrownBy(() -> run(1))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("new side")
                .hasMessageContaining("wrote no results");
    }

    @Test
    void aSuiteThatDoesNotEndIsEnded() throws IOException, InterruptedException {
        suite("exec tail -f /dev/null");

        assertThatThrownBy(() -> new SuiteRun(command(), folder, "out/**/*.xml", Duration.ofMillis(200), printed::add)
                        .run(OLD, NEW, 1))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("did not end");
    }

    @Test
    void aFileThatNamesAnotherIsNotFollowed() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("secret"), "s3cret");
        suite("""
                echo '<!DOCTYPE a [<!ENTITY e SYSTEM "secret">]><testsuite><testcase name="&e;"/></testsuite>' > out/r.xml
                """);

        assertThatThrownBy(() -> run(1)).isInstanceOf(Problem.class).hasMessageContaining("cannot be read");
    }

    private void suite(String script) throws IOException {
        Files.createDirectories(folder.resolve("out/deep"));
        Files.writeString(folder.resolve("suite.sh"), script);
    }

    private static List<String> command() {
        return List.of("sh", "suite.sh");
    }

    private SuiteResult run(int runs) throws InterruptedException {
        return new SuiteRun(command(), folder, "out/**/*.xml", Duration.ofMinutes(1), printed::add).run(OLD, NEW, runs);
    }

    private static Map<String, Verdict> verdicts(SuiteResult result) {
        return result.tests().stream().collect(Collectors.toMap(SuiteResult.Test::name, SuiteResult.Test::verdict));
    }
}
