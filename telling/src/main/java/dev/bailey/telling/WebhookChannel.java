package dev.bailey.telling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Posts notices to a webhook. */
final class WebhookChannel implements Channel {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Of the answers that refuse, those that may be others a moment later: too slow, too early, too many. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final int SERVER_ERRORS = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Webhook webhook;
    private final String name;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    /** @param number by which people tell it from others at the same host */
    WebhookChannel(Webhook webhook, int number) {
        this.webhook = webhook;
        this.name = "webhook " + number + " at " + webhook.url().getHost();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void deliver(Notice notice, long missing) throws Undelivered, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(webhook.url())
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(webhook.format(), notice, missing)))
                .build();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            require(answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            throw new Undelivered("no whole answer within " + LIMIT.toSeconds() + " s", /* again= */ true);
        } catch (ExecutionException e) {
            throw new Undelivered(because(e.getCause()), /* again= */ true);
        } finally {
            answer.cancel(/* mayInterruptIfRunning= */ true);
        }
    }

    static String body(Webhook.Format format, Notice notice, long missing) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (format == Webhook.Format.SLACK) {
            body.put("text", escaped("*" + notice.headline() + "*\n" + notice.body(missing)));
        } else {
            body.put("migration", notice.migration());
            body.put("event", notice.event().label());
            body.put("at", notice.at().toString());
            body.put("title", notice.title());
            body.put("text", notice.text());
            body.put("fields", notice.fields());
            body.put("missing", missing);
        }
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts cannot be written as JSON", e);
        }
    }

    /** Slack takes these for its own marks: links, mentions of everybody. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void require(int status) throws Undelivered {
        if (status / 100 != 2) {
            throw new Undelivered("it answered " + status, status >= SERVER_ERRORS || LATER.contains(status));
        }
    }

    /** Never in the words of the failure, which may hold the address. */
    private static String because(@Nullable Throwable failure) {
        if (failure instanceof HttpTimeoutException) {
            return "no answer within " + LIMIT.toSeconds() + " s";
        }
        if (failure instanceof ConnectException) {
            return failure.getCause() instanceof UnresolvedAddressException
                    ? "nobody knows an address of this host"
                    : "it takes no connection";
        }
        if (failure instanceof SSLException) {
            return "TLS with it failed: its certificate may be expired, for another host or from nobody known here";
        }
        return "the connection broke";
    }
}
