package dev.bailey.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.HoldReport;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.SideAnswers;
import dev.bailey.router.Trouble;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane and a router in a process of its own say to each other over their WebSocket, one JSON text
 * each; docs/decisions/0016 says why so. Immutable.
 */
sealed interface RouterMessage {

    /** Both sides must speak it; a field that one of them does not know is passed over. */
    int VERSION = 2;

    /**
     * From the control plane.
     *
     * @param welcome the first word on each connection
     * @param order what to follow; neither of both says that the router's last word was heard
     * @param comparing for a router that compares answers
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FromControl(
            @Nullable RouterWelcome welcome,
            @Nullable Order order,
            @Nullable Comparing comparing) implements RouterMessage {

        static final FromControl HEARD = new FromControl(null, null, null);

        static FromControl welcome(RouterWelcome welcome) {
            return new FromControl(welcome, null, null);
        }

        static FromControl order(Order order) {
            return new FromControl(null, order, null);
        }

        static FromControl comparing(Comparing comparing) {
            return new FromControl(null, null, comparing);
        }
    }

    /**
     * What a router that compares answers goes by.
     *
     * @param ready whether the target has all data
     * @param caughtUp the last catching up that was asked for and is over; 0 for none
     * @param forgotten how often people have said to begin anew
     * @param accepted differences that may be
     */
    record Comparing(boolean ready, long caughtUp, long forgotten, List<Accepted> accepted) {

        /** Before anything was said. */
        static final Comparing NOTHING = new Comparing(false, 0, 0, List.of());

        public Comparing {
            accepted = List.copyOf(accepted);
        }
    }

    /** A difference that somebody lets be. */
    record Accepted(String endpoint, String path, String reason) {}

    /**
     * What a router knows of the answers of both sides.
     *
     * @param directions while the source serves and while the target does, as far as it has compared any; null where
     *     that was said a moment ago
     * @param catchUp the number of the catching up that it waits for: once it began, and not before, both sides have
     *     what the serving one had committed then. Never falls while the router lives
     */
    record Compared(@Nullable List<AnswerStatus.Direction> directions, long catchUp) {

        public Compared {
            directions = directions == null ? null : List.copyOf(directions);
        }
    }

    /**
     * A whole table to follow.
     *
     * @param number names it in the router's answer
     * @param limitMillis after which the router ends a hold by itself; 0 where the route is not held
     */
    record Order(long number, Route route, long limitMillis) {

        static final long NOBODY_WAITS = 0;
    }

    /**
     * From a router: how it stands, once a second and whenever something is done.
     *
     * @param address where its clients reach it
     * @param order the order that is done with this word; 0 for none
     * @param refusal why that order was not followed; null when it was
     * @param leaving whether it serves no more, and nobody has to wait for it
     * @param holds its last ones, oldest first
     * @param answers what each side made of its requests since the router's start; empty from an earlier version
     * @param compared what it knows of answers; null where it compares none, or as it said before
     * @param troubles times in which requests fared badly, as far as they were not said on this connection; empty from
     *     an earlier version
     */
    record FromRouter(
            String address,
            List<Route> routes,
            long order,
            @Nullable Refusal refusal,
            boolean leaving,
            RouterMeter.Snapshot traffic,
            List<HoldReport> holds,
            @Nullable Map<Side, SideAnswers> answers,
            @Nullable Compared compared,
            @Nullable List<Trouble> troubles)
            implements RouterMessage {

        public FromRouter {
            routes = List.copyOf(routes);
            holds = List.copyOf(holds);
            answers = answers == null ? Map.of() : Map.copyOf(answers);
            troubles = troubles == null ? List.of() : List.copyOf(troubles);
        }
    }

    /** A {@link Problem} that crosses the wire. */
    record Refusal(Problem.Kind kind, String because) {

        static Refusal of(Throwable failure) {
            return failure instanceof Problem problem
                    ? new Refusal(problem.kind(), String.valueOf(problem.getMessage()))
                    : new Refusal(Problem.Kind.FAILED, String.valueOf(failure));
        }

        Problem problem() {
            return new Problem(kind, because);
        }
    }

    /** The words as text, and back. */
    final class Wire {

        private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxStringLength(RouterWelcome.LENGTH_MAX)
                                .build())
                        .build())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

        private Wire() {}

        static String write(RouterMessage message) {
            try {
                return JSON.writeValueAsString(message);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("cannot be written as JSON: " + message.getClass(), e);
            }
        }

        /** @throws Problem when it is no such message */
        static <T extends RouterMessage> T read(String text, Class<T> type) {
            try {
                return JSON.readValue(text, type);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "the other side says what this version of Bailey does not understand: " + e.getMessage()
                                + "; run the same version on both",
                        e);
            }
        }
    }
}
