package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonNumbersTest {

    private static final int DOUBLES = 5_000;

    @Test
    void whatTheServerMakesOfANumberIsKnown() throws SQLException {
        long seed = System.nanoTime();
        List<String> spelled = doubles(seed).mapToObj(Double::toString).toList();

        assertThat(stored(spelled))
                .as("seed " + seed)
                .isEqualTo(spelled.stream().map(JsonNumbers::read).toList());
    }

    @Test
    void theServerStoresTheDoubleThatIsMeant() throws SQLException {
        long seed = System.nanoTime();
        List<Double> meant = doubles(seed).boxed().toList();
        List<Double> stored = stored(meant.stream()
                .map(each -> JsonNumbers.readable(each.toString()))
                .toList());

        long wrong = IntStream.range(0, DOUBLES)
                .filter(i -> !meant.get(i).equals(stored.get(i)))
                .count();

        assertThat(wrong)
                .as("doubles without a spelling, of which there are some eight in a million; seed " + seed)
                .isLessThan(3);
    }

    @Test
    void onlyDoublesAreSpelledAnew() {
        String document = "{\"964842.2176518505\": [\"\\\"964842.2176518505\", 12345678901234567890, -1, true, 1.5]}";

        assertThat(JsonNumbers.readable(document)).isEqualTo(document);
        assertThat(JsonNumbers.readable("[\"\\\\\",964842.2176518505]"))
                .startsWith("[\"\\\\\",")
                .endsWith("]");
        assertThat(JsonNumbers.readable("[964842.2176518505]")).isNotEqualTo("[964842.2176518505]");
    }

    /** Of every magnitude, and such as prices and measurements are. */
    private static DoubleStream doubles(long seed) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> random.nextInt(3) == 0
                        ? Double.longBitsToDouble(random.nextLong())
                        : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20) - 6.0))
                .filter(Double::isFinite)
                .limit(DOUBLES);
    }

    private static List<Double> stored(List<String> spelled) throws SQLException {
        try (Pair pair = new Pair(Engine.MYSQL)) {
            pair.run(
                    Side.SOURCE,
                    "CREATE TABLE t (doc json)",
                    "INSERT INTO t VALUES ('[" + String.join(",", spelled) + "]')");
            String text = pair.texts(Side.SOURCE, "SELECT doc FROM t").get(0);
            return List.of(text.substring(1, text.length() - 1).split(", ", -1)).stream()
                    .map(Double::valueOf)
                    .toList();
        }
    }
}
