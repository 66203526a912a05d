package dev.bailey.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplesTest {

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(new Samples(List.of(4.0, 1.0, 3.0, 2.0)).median()).isEqualTo(2.5);
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        Samples ratio = new Samples(List.of(2.0, 30.0)).to(new Samples(List.of(4.0, 10.0)));

        assertThat(ratio.values()).containsExactly(0.5, 3.0);
    }

    @Test
    void contendersTakeTurnsAndTheTableSetsThemBesideTheReference() {
        Iterator<Double> slow = List.of(10.0, 20.0, 30.0).iterator();
        Iterator<Double> fast = List.of(5.0, 20.0, 6.0).iterator();
        Contender peer = new Contender("peer", () -> Map.of("seconds", slow.next()));
        Contender own = new Contender("Bailey", () -> Map.of("seconds", fast.next()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        new Rounds(List.of(peer, own), peer)
                .run(3, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                .print(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("| seconds | peer | 10.0 | 20.0 | 30.0 |  |")
                .contains("| seconds | Bailey | 5.00 | 6.00 | 20.0 | 0.50 (0.20 to 1.00) |");
    }
}
