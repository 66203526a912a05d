package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.judging.Answer;
import dev.bailey.judging.Endpoints;
import dev.bailey.judging.Party;
import dev.bailey.judging.Sample;
import dev.bailey.router.HeaderLine;
import dev.bailey.router.Shadow;
import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowOutcome;
import dev.bailey.router.ShadowedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's request that went to both sides, and can be sent to either again as a shadow. Thread-safe. */
final class LiveSample implements Sample {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSample.class);

    /** A compressed answer that grows beyond it is compared as it came. */
    private static final int UNPACKED_BYTES_MAX = 16 << 20;

    private static final String CONTENT_ENCODING = "content-encoding";
    private static final String GZIP = "gzip";
    private static final Set<String> READABLE = Set.of(GZIP, "identity");

    private final Shadow shadow;
    private final ShadowedRequest request;
    private final Runnable catchUp;
    private final Map<Party, Answer> first = new EnumMap<>(Party.class);

    /** @param catchUp returns once the side that follows has what the other had committed; throws when it does not */
    private LiveSample(Shadow shadow, ShadowedRequest request, Runnable catchUp) {
        this.shadow = shadow;
        this.request = request;
        this.catchUp = catchUp;
    }

    /**
     * The serving side is asked once more where the user asked for something else, or was answered in other packing.
     */
    static LiveSample of(
            Shadow shadow, ShadowedRequest request, ShadowAnswer primary, ShadowOutcome other, Runnable catchUp)
            throws InterruptedException {
        LiveSample sample = new LiveSample(shadow, request, catchUp);
        Answer said = answer(primary);
        boolean comparable = !request.asksOtherwise()
                && READABLE.containsAll(said.headers().getOrDefault(CONTENT_ENCODING, List.of()));
        sample.first.put(Party.SERVING, comparable ? said : sample.askIfRepeatable());
        sample.first.put(Party.OTHER, answer(other));
        return sample;
    }

    private Answer askIfRepeatable() throws InterruptedException {
        return isRepeatable() ? ask(Party.SERVING) : Answer.none();
    }

    @Override
    public String endpoint() {
        return Endpoints.of(request.method(), request.target());
    }

    @Override
    public String shown() {
        return request.toString();
    }

    @Override
    public boolean isRepeatable() {
        return request.isRepeatable();
    }

    @Override
    public Answer first(Party party) {
        return first.getOrDefault(party, Answer.none());
    }

    @Override
    public Answer ask(Party party) throws InterruptedException {
        Side serving = request.answeredBy();
        try {
            return answer(shadow.ask(party == Party.SERVING ? serving : serving.opposite(), request)
                    .get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking again never fails", e);
        }
    }

    @Override
    public boolean catchUp() {
        try {
            catchUp.run();
            return true;
        } catch (Problem problem) {
            LOG.debug("answers to {} are not compared: {}", request, problem.getMessage());
            return false;
        }
    }

    private static Answer answer(ShadowOutcome outcome) {
        if (!(outcome instanceof ShadowAnswer answer)) {
            return Answer.none();
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (HeaderLine line : answer.headers()) {
            headers.computeIfAbsent(line.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.value());
        }
        ByteBuffer buffer = answer.body();
        byte[] body = new byte[buffer.remaining()];
        buffer.get(body);
        boolean packed = headers.getOrDefault(CONTENT_ENCODING, List.of()).contains(GZIP);
        return new Answer(answer.status(), headers, packed ? unpacked(body) : body);
    }

    private static byte[] unpacked(byte[] body) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] whole = in.readNBytes(UNPACKED_BYTES_MAX);
            return in.read() < 0 ? whole : body;
        } catch (IOException e) {
            return body;
        }
    }
}
