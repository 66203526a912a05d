package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far ahead upstreams may send, one answer and all of them together. */
class DownloadWindowTest {

    private static final int MORE_BYTES_MAX = 64 * 1024 * 1024;

    @Test
    void itGrowsWithAClientThatKeepsUpAndNoFurtherThanItMay() {
        DownloadWindow window = new DownloadWindow(new WindowBudget());
        int size = WindowBudget.FIRST_BYTES;

        for (int part = 0; part < 10_000; part++) {
            size += window.taken(16_384);
        }

        assertThat(size).isBetween(WindowBudget.STREAM_BYTES_MAX / 2, WindowBudget.STREAM_BYTES_MAX);
    }

    @Test
    void itStaysWhereTheClientLetsAnswersWait() {
        DownloadWindow window = new DownloadWindow(new WindowBudget());

        for (int part = 0; part < 100; part++) {
            window.waits();
            assertThat(window.taken(WindowBudget.FIRST_BYTES)).isZero();
        }
    }

    @Test
    void allTogetherShareABudgetAndGiveItBack() {
        WindowBudget budget = new WindowBudget();
        List<DownloadWindow> windows = new ArrayList<>();
        long more = 0;

        for (int answer = 0; answer < 100; answer++) {
            DownloadWindow window = new DownloadWindow(budget);
            windows.add(window);
            for (int part = 0; part < 1_000; part++) {
                more += window.taken(16_384);
            }
        }

        assertThat(more).isLessThanOrEqualTo(MORE_BYTES_MAX);
        assertThat(new DownloadWindow(budget).taken(WindowBudget.FIRST_BYTES)).isZero();
        windows.forEach(DownloadWindow::close);
        assertThat(new DownloadWindow(budget).taken(WindowBudget.FIRST_BYTES)).isEqualTo(WindowBudget.FIRST_BYTES);
    }
}
