package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Opens a port so that whoever connects in the same moment is served. Vert.x 5.2 binds on its acceptor thread, and only
 * then says which loop takes the clients; those that come in between it closes. So that thread waits until both is
 * said.
 */
final class Acceptor {

    /** It takes microseconds. Should it ever hang, the router must still come up, and lose who comes too early. */
    private static final long SECONDS_MAX = 5;

    private Acceptor() {}

    static Future<HttpServer> open(Vertx vertx, Supplier<Future<HttpServer>> listen) {
        CountDownLatch said = new CountDownLatch(1);
        ((VertxInternal) vertx).acceptorEventLoopGroup().execute(() -> await(said));
        try {
            return listen.get();
        } finally {
            said.countDown();
        }
    }

    private static void await(CountDownLatch said) {
        try {
            if (!said.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
