package dev.bailey.runbook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Sends the requests of steps, and others that look whether something answers. Thread-safe. */
public final class Sender {

    /** What people are shown of a body. */
    private static final int CHARACTERS_SHOWN_MAX = 1_000;

    /** A server that takes longer to take a connection is not there. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final HttpClient shared = client();

    /**
     * Looks at what is answered to a request that changes nothing.
     *
     * @return what was wrong, in one line that holds nothing of the answer's body; empty where it was as expected
     */
    public Optional<String> look(HttpCall call) throws InterruptedException {
        try {
            return send(call, "").map(Sender::firstLine);
        } catch (IOException none) {
            return Optional.of(HttpWork.told(none));
        }
    }

    /**
     * What is answered to a request that changes nothing: its first {@value BoundedBody#BYTES_MAX} bytes as UTF-8.
     *
     * @throws IOException when it is not as expected, or there is none
     */
    public String body(HttpCall call) throws IOException, InterruptedException {
        HttpResponse<String> answer = answer(call, "");
        Optional<String> unmet = unmet(call, answer);
        if (unmet.isPresent()) {
            throw new IOException(firstLine(unmet.get()));
        }
        return answer.body();
    }

    private static String firstLine(String said) {
        return said.lines().findFirst().orElse("").replaceFirst("; it said:$", "");
    }

    /**
     * Sends it once.
     *
     * @param key the same whenever the same is sent; empty for none
     * @return what is wrong with the answer, if anything is
     * @throws IOException when there is no answer; {@link #isUnsent} tells whether it was sent
     */
    Optional<String> send(HttpCall call, String key) throws IOException, InterruptedException {
        return unmet(call, answer(call, key));
    }

    private HttpResponse<String> answer(HttpCall call, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.url())
                .timeout(call.limit())
                .method(
                        call.method(),
                        call.body()
                                .map(HttpRequest.BodyPublishers::ofString)
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        call.headers().forEach(request::setHeader);
        // A connection that was used before may be closed by now, and then nobody knows whether the request was read.
        HttpClient client = call.maySendAgain() ? shared : client();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request.build(), head -> new BoundedBody());
        try {
            return answer.get(call.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + call.limit().toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            answer.cancel(true);
        }
    }

    /** Whether the other side has certainly seen nothing of a request that failed like this. */
    static boolean isUnsent(IOException failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException
                || (failure instanceof SSLHandshakeException && failure.getCause() instanceof CertificateException);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    private static Optional<String> unmet(HttpCall call, HttpResponse<String> answer) {
        int status = answer.statusCode();
        Expectation expect = call.expect();
        boolean fits = expect.status().isPresent() ? status == expect.status().getAsInt() : status / 100 == 2;
        if (!fits) {
            String wanted = expect.status().isPresent()
                    ? Integer.toString(expect.status().getAsInt())
                    : "200 to 299";
            return Optional.of("it answered " + status + ", and " + wanted + " was expected" + said(call, answer));
        }
        return answer.body().contains(expect.contains())
                ? Optional.empty()
                : Optional.of("it answered " + status + " without \"" + expect.contains() + "\"" + said(call, answer));
    }

    private static String said(HttpCall call, HttpResponse<String> answer) {
        String body =
                Secrets.of(call.headers().values()).struckOut(answer.body()).strip();
        return body.isEmpty() ? "" : "; it said:\n" + body.substring(0, Math.min(body.length(), CHARACTERS_SHOWN_MAX));
    }
}
