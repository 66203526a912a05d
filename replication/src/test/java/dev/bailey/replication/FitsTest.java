package dev.bailey.replication;

import static dev.bailey.replication.Changes.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Change;
import org.junit.jupiter.api.Test;

class FitsTest {

    private final OneLine one = new OneLine();
    private final Tables tables = one.line.tables();

    @Test
    void aTableThatJoinsJustWhenAChangeOfItIsPassedOverIsWrittenFromTheNextOneOn() {
        Fits fits = new Fits(one.line);
        Change change = insert(one.a, "1", "a", "x");
        tables.left(one.a.id());
        one.source.shapes.onStandings = () -> tables.join(one.a.id(), /* following= */ true);

        assertThat(fits.apply(change)).isNull();

        assertThat(fits.apply(change)).isEqualTo(change);
    }
}
