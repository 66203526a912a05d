package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import dev.bailey.core.Row;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that ends at any moment leaves to the next of the keys that it touched. */
class TouchedFileTest {

    private static final TableId A = Changes.table("a").id();

    @TempDir
    private Path folder;

    @Test
    void theNextProcessKnowsWhatWasTouchedBeforeTheCommit() {
        TouchedKeys killed = process();
        killed.add(List.of(insert(1), insert(2)));
        killed.committing(5);

        TouchedKeys next = process();

        assertThat(next.covers(5)).isTrue();
        assertThat(next.take().keys()).isEqualTo(Map.of(A, Set.of(key(1), key(2))));
    }

    @Test
    void whatWasTakenIsStillKnownUntilItIsSaidToBeCompared() {
        TouchedKeys killed = process();
        killed.add(List.of(insert(1), insert(2)));
        killed.committing(1);
        killed.take();
        killed.add(List.of(insert(3)));
        killed.committing(2);
        assertThat(process().take().keys()).isEqualTo(Map.of(A, Set.of(key(1), key(2), key(3))));

        killed.keepOnly(Map.of(A, Set.of(key(2))));

        TouchedKeys next = process();
        assertThat(next.covers(2)).isTrue();
        assertThat(next.take().keys()).isEqualTo(Map.of(A, Set.of(key(2), key(3))));
    }

    @Test
    void aTransactionThatTheFilesDoNotKnowMakesThemWorthNothing() {
        TouchedKeys killed = process();
        killed.add(List.of(insert(1)));
        killed.committing(5);

        TouchedKeys next = process();

        assertThat(next.covers(6)).isFalse();
        assertThat(next.covers(6)).as("all was told as touched then").isTrue();
    }

    @Test
    void filesThatAreGoneOrOfAnotherStartOfTheMachineAreWorthNothing() throws IOException {
        TouchedKeys killed = process();
        killed.committing(5);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[5] ^= 1; // of the name of the start
        Files.write(file, bytes);
        assertThat(process().covers(5)).isFalse();

        try (Stream<Path> files = Files.list(folder)) {
            files.toList().forEach(each -> assertThat(each.toFile().delete()).isTrue());
        }
        assertThat(process().covers(5)).isFalse();
    }

    @Test
    void aLineThatIsCutOffWasNeverCommitted() throws IOException {
        TouchedKeys killed = process();
        killed.add(List.of(insert(1)));
        killed.committing(5);
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        }

        TouchedKeys next = process();

        assertThat(next.covers(4)).isFalse();
        assertThat(next.take().keys()).isEqualTo(Map.of(A, Set.of(key(1))));
    }

    private TouchedKeys process() {
        TouchedKeys keys = new TouchedKeys();
        keys.keepIn(folder, "s_forward");
        return keys;
    }

    private static Change insert(int id) {
        return new Change.Insert(
                Changes.table("a"), Row.of(Value.of(Integer.toString(id)), Value.of("unread"), Value.of("unread")));
    }

    private static Row key(int id) {
        return Row.of(Value.of(Integer.toString(id)));
    }
}
