package dev.bailey.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FeatureProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FlagNotFoundError;
import dev.openfeature.sdk.exceptions.TypeMismatchError;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by OpenFeature whether this application's jobs and consumers may work, as the migration that moves it says.
 * Keeps an answer for the time to live that came with it, counted from before it was asked for; an answer that is older
 * than that is none, and without one the application may not: whatever default it gives, both sides never work at once
 * because nobody could be asked. Thread-safe; an evaluation blocks while it asks, for the limit at most.
 */
public final class BaileyProvider implements FeatureProvider {

    /** A text: the side whose jobs and consumers may work, {@code source}, {@code target}, or {@link #NOBODY}. */
    public static final String OWNER = "bailey.owner";

    /** Whether those of this side may. */
    public static final String RUNS_HERE = "bailey.runs-here";

    /** While a move is under way, shortly after it, and while nobody can be asked. */
    public static final String NOBODY = "nobody";

    /**
     * In the evaluation context, the tenant for whom the work is, where tenants move apart; without it the answer is
     * about what is everyone's.
     */
    public static final String TENANT = "tenant";

    /** Of these some megabytes; what comes on top is asked for each time. */
    private static final int KEPT_MAX = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(BaileyProvider.class);

    /** The time that an evaluation takes from asking the clock to using its answer. */
    private static final Duration MARGIN = Duration.ofMillis(50);

    private final String side;
    private final Questions questions;
    private final LongSupplier nanoTime;
    private final Map<Asked, Kept> kept = new ConcurrentHashMap<>();

    /** Whether the last question had no answer, which is said once. */
    private final AtomicBoolean unheard = new AtomicBoolean();

    /** @param tenant for whom the work is; empty for what is everyone's */
    private record Asked(String key, String tenant) {}

    /** @param untilNanos by the clock of this process */
    private record Kept(JsonNode value, long untilNanos) {}

    /**
     * Asks this control plane.
     *
     * @param control address of a running migration's API, such as {@code http://127.0.0.1:7070}
     * @param token that lies in the migration's {@code flags.token}
     * @param side on which this application runs, {@code source} or {@code target}
     * @param limit for how long an answer is waited for
     */
    public BaileyProvider(URI control, String token, String side, Duration limit) {
        this(side, new Questions(control, token, limit), System::nanoTime);
    }

    BaileyProvider(String side, Questions questions, LongSupplier nanoTime) {
        if (!side.equals("source") && !side.equals("target")) {
            throw new IllegalArgumentException(
                    "an application runs on the source or the target, not on \"" + side + "\"");
        }
        this.side = side;
        this.questions = questions;
        this.nanoTime = nanoTime;
    }

    @Override
    public Metadata getMetadata() {
        return () -> "bailey";
    }

    /** Never the caller's default, which would be a guess. */
    @Override
    public ProviderEvaluation<Boolean> getBooleanEvaluation(
            String key, Boolean defaultValue, EvaluationContext context) {
        known(key, RUNS_HERE);
        Optional<JsonNode> answer = answer(key, context);
        return evaluation(answer.map(JsonNode::asBoolean).orElse(false), answer.isPresent());
    }

    /** Never the caller's default, which would be a guess. */
    @Override
    public ProviderEvaluation<String> getStringEvaluation(String key, String defaultValue, EvaluationContext context) {
        known(key, OWNER);
        Optional<JsonNode> answer = answer(key, context);
        return evaluation(answer.map(JsonNode::asText).orElse(NOBODY), answer.isPresent());
    }

    @Override
    public ProviderEvaluation<Integer> getIntegerEvaluation(
            String key, Integer defaultValue, EvaluationContext context) {
        throw unknown(key);
    }

    @Override
    public ProviderEvaluation<Double> getDoubleEvaluation(String key, Double defaultValue, EvaluationContext context) {
        throw unknown(key);
    }

    @Override
    public ProviderEvaluation<Value> getObjectEvaluation(String key, Value defaultValue, EvaluationContext context) {
        throw unknown(key);
    }

    private Optional<JsonNode> answer(String key, EvaluationContext context) {
        Asked question = new Asked(key, tenant(context));
        Kept last = kept.get(question);
        if (last != null && nanoTime.getAsLong() - last.untilNanos < 0) {
            return Optional.of(last.value);
        }
        long asked = nanoTime.getAsLong();
        try {
            Questions.Answer answer = questions.ask(key, side, question.tenant);
            Kept now = new Kept(
                    answer.value(), asked + answer.timeToLive().minus(MARGIN).toNanos());
            keep(question, now);
            unheard.set(false);
            // One that took longer to come than it lives says nothing of now.
            return nanoTime.getAsLong() - now.untilNanos < 0 ? Optional.of(now.value) : Optional.empty();
        } catch (IOException e) {
            if (unheard.compareAndSet(false, true)) {
                LOG.warn("nobody says whether the {} may work, so it does not: {}", side, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private static String tenant(EvaluationContext context) {
        Value tenant = context.getValue(TENANT);
        return tenant == null || tenant.asObject() == null ? "" : String.valueOf(tenant.asObject());
    }

    private void keep(Asked question, Kept now) {
        if (kept.size() >= KEPT_MAX) {
            kept.values().removeIf(each -> nanoTime.getAsLong() - each.untilNanos >= 0);
        }
        if (kept.size() < KEPT_MAX) {
            kept.put(question, now);
        }
    }

    private static void known(String key, String wanted) {
        if (!key.equals(wanted)) {
            throw key.equals(OWNER) || key.equals(RUNS_HERE)
                    ? new TypeMismatchError(OWNER + " is a text, " + RUNS_HERE + " a boolean")
                    : unknown(key);
        }
    }

    private static FlagNotFoundError unknown(String key) {
        return new FlagNotFoundError("Bailey has no flag " + key + "; it has " + OWNER + " and " + RUNS_HERE);
    }

    private static <T> ProviderEvaluation<T> evaluation(T value, boolean known) {
        return ProviderEvaluation.<T>builder()
                .value(value)
                .variant(String.valueOf(value))
                .reason((known ? Reason.TARGETING_MATCH : Reason.ERROR).name())
                .build();
    }
}
