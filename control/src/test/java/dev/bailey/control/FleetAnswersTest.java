package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.Latencies;
import dev.bailey.router.Router;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.RouterSettings;
import dev.bailey.router.SideAnswers;
import dev.bailey.runbook.Journal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came between two looks, by routers in processes of their own that may be silent, or others. */
class FleetAnswersTest {

    private static final Route ROUTE = Route.to(Side.TARGET, "everyone", 2);
    private static final SideAnswers TEN = new SideAnswers(1, 0, Latencies.ofMillis(1, 2, 3, 4, 5, 6, 7, 8, 9, 500));

    private final AtomicLong now = new AtomicLong();
    private final JoinedRouter.Link link = new JoinedRouter.Link() {
        @Override
        public void send(RouterMessage.FromControl message) {}

        @Override
        public void close(String because) {}
    };

    @TempDir
    private Path folder;

    private RouterMeter.Snapshot traffic;
    private Journal journal;
    private Fleet fleet;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("journal.db"), InstantSource.system());
        fleet = new Fleet(journal, List.of(ROUTE), now::get);
        RouterSettings settings = RouterSettings.of(
                "web",
                URI.create("http://127.0.0.1:1"),
                URI.create("http://127.0.0.1:2"),
                folder.resolve("route.json"));
        try (Router router = Router.start(settings)) {
            traffic = router.meter().snapshot();
        }
    }

    @AfterEach
    void close() {
        fleet.close();
        journal.close();
    }

    @Test
    void whatCameSinceTheLastWordIsTold() {
        fleet.joined("edge", "web", "a process", link, word(TEN));
        AnswersSince since = new AnswersSince(fleet.answers(Side.TARGET));

        fleet.heard("edge", link, word(TEN.plus(TEN)));

        SideAnswers more = since.take(fleet.answers(Side.TARGET));
        assertThat(more).returns(1L, SideAnswers::bad).returns(10L, SideAnswers::all);
        assertThat(more.latencies().slowerThan(400)).isEqualTo(1);
        assertThat(since.take(fleet.answers(Side.TARGET)).all()).isZero();
    }

    @Test
    void aSilentRouterIsNamedAndItsCountsComeWithItsNextWord() {
        fleet.joined("edge", "web", "a process", link, word(TEN));
        AnswersSince since = new AnswersSince(fleet.answers(Side.TARGET));

        now.addAndGet(Fleet.LEASE.plusSeconds(1).toNanos());
        assertThat(fleet.answers(Side.TARGET).silent()).containsExactly("router edge has been silent for 4 s");
        assertThat(since.take(fleet.answers(Side.TARGET)).all()).isZero();
        fleet.heard("edge", link, word(TEN.plus(TEN)));

        assertThat(fleet.answers(Side.TARGET).silent()).isEmpty();
        assertThat(since.take(fleet.answers(Side.TARGET)).all()).isEqualTo(10);
    }

    @Test
    void anotherProcessOfTheSameNameCountsFromItsOwnBeginning() {
        fleet.joined("edge", "web", "a process", link, word(TEN.plus(TEN)));
        AnswersSince since = new AnswersSince(fleet.answers(Side.TARGET));
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        fleet.joined("edge", "web", "another process", link, word(SideAnswers.NONE));
        since.take(fleet.answers(Side.TARGET));
        fleet.heard("edge", link, word(TEN));

        assertThat(since.take(fleet.answers(Side.TARGET)).all()).isEqualTo(10);
    }

    @Test
    void aRouterOfAnEarlierVersionDoesNotSay() {
        fleet.joined("edge", "web", "a process", link, said(null));

        assertThat(fleet.answers(Side.TARGET).silent())
                .containsExactly("router edge is of another version and does not say");
    }

    private RouterMessage.FromRouter word(SideAnswers target) {
        return said(Map.of(Side.SOURCE, SideAnswers.NONE, Side.TARGET, target));
    }

    /** As it comes over the wire. */
    private RouterMessage.FromRouter said(@Nullable Map<Side, SideAnswers> answers) {
        RouterMessage.FromRouter word = new RouterMessage.FromRouter(
                "10.0.0.1:80",
                List.of(ROUTE),
                RouterMessage.Order.NOBODY_WAITS,
                null,
                /* leaving= */ false,
                traffic,
                List.of(),
                answers,
                /* compared= */ null,
                List.of());
        return RouterMessage.Wire.read(RouterMessage.Wire.write(word), RouterMessage.FromRouter.class);
    }
}
