package dev.bailey.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a figure of the plan is read. */
interface FigureContract {

    Duration LIMIT = Duration.ofSeconds(10);

    ContractBench bench();

    private double read(String query) {
        return bench().target().number(query, LIMIT);
    }

    @Test
    default void aFigureIsWhatItsQuerySaysNow() throws SQLException {
        bench().notes();
        assertThat(read("SELECT count(*) FROM note")).isZero();

        bench().run(Side.TARGET, "INSERT INTO note VALUES (1, 'a'), (2, 'b')");

        assertThat(read("SELECT count(*) FROM note")).isEqualTo(2);
        assertThat(read("SELECT sum(id) / 2.0 FROM note")).isEqualTo(1.5);
    }

    @Test
    default void aFigureCannotChangeAnything() throws SQLException {
        bench().notes();
        bench().run(Side.TARGET, "INSERT INTO note VALUES (1, 'a')");

        assertThatThrownBy(() -> read("DELETE FROM note")).isInstanceOf(Problem.class);

        assertThat(read("SELECT count(*) FROM note")).isEqualTo(1);
    }

    @Test
    default void whatIsNoSingleNumberIsNoFigure() throws SQLException {
        bench().notes();
        bench().run(Side.TARGET, "INSERT INTO note VALUES (1, 'a'), (2, 'b')");

        assertThatThrownBy(() -> read("SELECT id FROM note")).hasMessageContaining("more than one row");
        assertThatThrownBy(() -> read("SELECT id, words FROM note")).hasMessageContaining("one column");
        assertThatThrownBy(() -> read("SELECT words FROM note WHERE id = 1")).hasMessageContaining("no number");
        assertThatThrownBy(() -> read("SELECT sum(id) FROM note WHERE id > 2")).hasMessageContaining("null");
    }
}
