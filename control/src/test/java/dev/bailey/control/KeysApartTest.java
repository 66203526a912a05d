package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysApartTest {

    private static final long GAP = 1_000;
    private static final String ID = "public.entry_id_seq";

    private final Map<Side, Long> last = new EnumMap<>(Map.of(Side.SOURCE, 5_000L, Side.TARGET, 5_000L));
    private final Set<Long> given = new HashSet<>();
    private final KeysApart keys = new KeysApart(
            GAP, (side, values) -> last.put(side, Math.max(last(side), values.getOrDefault(ID, 0L) + GAP)));

    private long last(Side side) {
        return last.getOrDefault(side, 0L);
    }

    private void use(Side side, int count) {
        for (int i = 0; i < count; i++) {
            last.merge(side, 1L, Long::sum);
            assertThat(given.add(last(side)))
                    .as("key " + last(side) + " is new")
                    .isTrue();
        }
    }

    private void look() {
        keys.look(Map.of(ID, last(Side.SOURCE)), Map.of(ID, last(Side.TARGET)));
    }

    @Test
    void twoSidesThatStandAtTheSameKeyGiveOutDifferentOnes() {
        look();

        use(Side.SOURCE, 400);
        use(Side.TARGET, 400);
    }

    @Test
    void noKeyIsGivenOutTwiceHoweverUnevenlyTheyAreUsed() {
        Random random = new Random(7);
        look();
        for (int i = 0; i < 2_000; i++) {
            use(Side.SOURCE, random.nextInt(i % 3 == 0 ? 490 : 20));
            use(Side.TARGET, random.nextInt(i % 5 == 0 ? 490 : 20));
            if (random.nextInt(50) == 0) {
                keys.forget();
            }
            look();
        }
        assertThat(given).hasSizeGreaterThan(100_000);
    }

    @Test
    void aSequenceOfOneSideAloneIsLeftAlone() {
        keys.look(Map.of(ID, 7L), Map.of());

        assertThat(last(Side.SOURCE)).isEqualTo(5_000);
    }
}
