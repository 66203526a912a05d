package dev.bailey.control;

import dev.bailey.router.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an application that is spoken to by HTTP/2 how it is: by a {@code GET}, or where the path is that of gRPC's own
 * health checking (grpc.health.v1), by a call of that.
 */
final class Http2Health {

    private static final String GRPC_CHECK = "/grpc.health.v1.Health/Check";

    /** Not compressed, and a request that names no service: of the whole server. */
    private static final byte[] EMPTY_MESSAGE = {0, 0, 0, 0, 0};

    /** A message whose first field, the status, is 1: SERVING. */
    private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};

    private static final int BYTES_MAX = 64 * 1024;

    private Http2Health() {}

    /** One for all, made where a plan first asks for it: gates are looked at every second. */
    private static final class Loop {
        static final Vertx VERTX = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setUseDaemonThread(true));
    }

    /** Why it is not well; a new connection each time, since what was open before proves nothing. */
    static Optional<String> trouble(URI path, Upstream upstream, Duration limit)
            throws IOException, InterruptedException {
        HttpClientAgent client = Loop.VERTX.createHttpClient(options(upstream, limit));
        try {
            return ask(client, path)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toMillis() + " ms", e);
        } finally {
            client.close();
        }
    }

    private static HttpClientOptions options(Upstream upstream, Duration limit) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setConnectTimeout((int) limit.toMillis());
        if ("https".equals(upstream.uri().getScheme())) {
            options.setSsl(true).setUseAlpn(true);
            upstream.ca()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        }
        return options;
    }

    private static Future<Optional<String>> ask(HttpClientAgent client, URI path) {
        boolean grpc = path.getRawPath().equals(GRPC_CHECK);
        RequestOptions request = new RequestOptions()
                .setMethod(grpc ? HttpMethod.POST : HttpMethod.GET)
                .setAbsoluteURI(path.toString());
        return client.request(request)
                .compose(made -> grpc ? call(made) : made.send())
                .compose(answer ->
                        grpc ? verdict(path, answer) : Future.succeededFuture(verdict(path, answer.statusCode())));
    }

    private static Future<HttpClientResponse> call(HttpClientRequest made) {
        made.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
        return made.send(Buffer.buffer(EMPTY_MESSAGE));
    }

    private static Optional<String> verdict(URI path, int status) {
        return status / 100 == 2 ? Optional.empty() : Optional.of(path + " answers " + status);
    }

    private static Future<Optional<String>> verdict(URI path, HttpClientResponse answer) {
        Buffer body = Buffer.buffer();
        answer.handler(part -> {
            if (body.length() < BYTES_MAX) {
                body.appendBuffer(part);
            }
        });
        return answer.end().map(end -> {
            boolean serves = answer.statusCode() == 200
                    && "0".equals(answer.getTrailer("grpc-status"))
                    && Arrays.equals(body.getBytes(), SERVING);
            return serves ? Optional.<String>empty() : Optional.of(path + " does not say that it is serving");
        });
    }
}
