package dev.bailey.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TablesTest {

    private final OneLine one = new OneLine();
    private final Tables tables = one.line.tables();

    @Test
    void aTableWhoseNoteWasCommittedUnheardIsFollowedFromTheNextConnectOn() {
        tables.restore(Set.of());

        tables.restore(Set.of(one.a.id()));

        assertThat(tables.isFollowing(one.a.id())).isTrue();
        assertThat(tables.restored()).isCompletedWithValue(Set.of());
    }
}
