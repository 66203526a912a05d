package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {

    @Test
    void findsTheFirstByteThatIsLookedForWhereverItIs() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes(random);
            int from = random.nextInt(bytes.length + 1);
            int expected = from;
            while (expected < bytes.length
                    && bytes[expected] != '\\'
                    && !(bytes[expected] >= 0 && bytes[expected] < 11)) {
                expected++;
            }
            assertThat(ByteSearch.firstBelowOr(11, (byte) '\\', bytes, from, bytes.length))
                    .as("round %d", round)
                    .isEqualTo(expected);
        }
    }

    @Test
    void countsEveryByteOfAKind() {
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes(random);
            int from = random.nextInt(bytes.length + 1);
            int expected = 0;
            for (int i = from; i < bytes.length; i++) {
                expected += bytes[i] == '\n' ? 1 : 0;
            }
            assertThat(ByteSearch.count((byte) '\n', bytes, from, bytes.length))
                    .as("round %d", round)
                    .isEqualTo(expected);
        }
    }

    /** Mostly bytes beside those looked for, so that a carry from one to the next would show. */
    private static byte[] bytes(Random random) {
        byte[] near = {8, 9, 10, 11, 12, 0, 1, '[', '\\', ']', -1, -128, 127, 'a', 'b', 'c'};
        byte[] bytes = new byte[random.nextInt(40)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = random.nextInt(4) == 0 ? near[random.nextInt(near.length)] : (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }
}
