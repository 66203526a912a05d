package dev.bailey.router;

import io.vertx.core.MultiMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The try to have a read answered by the target, of which its exchange hears only when that answers well; otherwise it
 * goes back to the source as if nothing had been. What still comes of it then is nobody's. Confined to its lane's event
 * loop.
 */
final class CanaryRead implements UpstreamPool.Taker, UpstreamRequest.Caller {

    /** Longer than users wait for a page, and they will have waited for nothing. */
    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(3);

    private static final int SERVER_ERROR = 500;

    private final Exchange exchange;
    private final SliceCanary canary;
    private final UpstreamPool pool;
    private final long beganAt = System.nanoTime();
    private @Nullable UpstreamConnection connection;
    private @Nullable UpstreamRequest upstream;
    private boolean repeated;
    private boolean answered;
    /** Answered, but as one does who has failed; unless the source does so too. */
    private boolean saidThatItFailed;

    private boolean over;

    /** @param pool of the target's connections */
    CanaryRead(Exchange exchange, SliceCanary canary, UpstreamPool pool) {
        this.exchange = exchange;
        this.canary = canary;
        this.pool = pool;
    }

    void start() {
        pool.request(this);
    }

    @Override
    public ClientName client() {
        return exchange.client();
    }

    @Override
    public void take(UpstreamConnection taken) {
        if (over) {
            pool.giveBack(taken);
            return;
        }
        connection = taken;
        exchange.begin(taken, this);
    }

    @Override
    public void refused(Failure failure) {
        goBack();
    }

    @Override
    public void made(UpstreamRequest made) {
        if (over) {
            made.cancel();
            return;
        }
        upstream = made;
        exchange.brief(made);
    }

    @Override
    public void hinted(MultiMap hints) {
        // Of an answer that may not be passed on.
    }

    @Override
    public void answered(UpstreamAnswer answer) {
        UpstreamConnection used = connection;
        UpstreamRequest made = upstream;
        if (over || used == null || made == null || !isGood(answer)) {
            saidThatItFailed = answer.status() >= SERVER_ERROR;
            goBack();
            return;
        }
        answered = true;
        canary.answered();
        exchange.answeredAside(used, made, answer);
    }

    /** A stream that goes on would be what the route does not name. */
    private static boolean isGood(UpstreamAnswer answer) {
        return answer.status() >= 200 && answer.status() < SERVER_ERROR && !EventStream.isOne(answer);
    }

    @Override
    public void lost(UpstreamRequest.Loss loss) {
        upstream = null;
        connection = null;
        if (over) {
            return;
        }
        if (answered) {
            exchange.lost(loss);
        } else if (loss != UpstreamRequest.Loss.BROKEN && !repeated) {
            repeated = true;
            pool.requestNew(this);
        } else {
            goBack();
        }
    }

    boolean isAnswered() {
        return answered;
    }

    void expireIfLate(long nanos) {
        if (!answered && nanos - beganAt > ANSWER_NANOS_MAX) {
            goBack();
        }
    }

    private void goBack() {
        if (!over) {
            exchange.askTheSource();
        }
    }

    /** It goes back to the source. */
    void failed() {
        canary.fellBack();
        if (!saidThatItFailed) {
            canary.failed();
        }
        giveUp();
    }

    /** What the source makes of the same says whose fault it was. */
    void sourceAnswered(int status) {
        if (saidThatItFailed && status < SERVER_ERROR) {
            canary.failed();
        }
    }

    /** Nobody wants it any more. */
    void giveUp() {
        over = true;
        pool.cancel(this);
        UpstreamRequest made = upstream;
        upstream = null;
        if (made != null) {
            made.cancel();
        }
    }
}
