package dev.bailey.router;

import dev.bailey.core.Side;
import java.util.Map;

/**
 * A router's shadow since its start. Immutable.
 *
 * @param share of the requests that are sent to the other side as well, now
 * @param sampled requests that were chosen, sent or not
 * @param sent to each side, those of {@link Shadow#ask} among them
 * @param answered of these
 * @param alike pairs of answers whose status is the same
 * @param unlike pairs of answers whose status differs
 * @param dropped by reason, every reason among them
 * @param pairs given to the sink
 * @param pairsDropped because the sink was too slow
 */
public record ShadowFigures(
        double share,
        long sampled,
        Map<Side, Long> sent,
        Map<Side, Long> answered,
        long alike,
        long unlike,
        Map<ShadowDrop, Long> dropped,
        long pairs,
        long pairsDropped) {

    public ShadowFigures {
        sent = Map.copyOf(sent);
        answered = Map.copyOf(answered);
        dropped = Map.copyOf(dropped);
    }
}
