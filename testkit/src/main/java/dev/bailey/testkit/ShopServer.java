package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The sample shop's service over HTTP. A write carries its unique token in the header {@value #TOKEN} (for an order:
 * its number); the answer to a committed one repeats it. A write that certainly did not happen is answered with the
 * header {@value #NOT_DONE}; a failure without it may have happened. Thread-safe.
 */
public final class ShopServer implements AutoCloseable {

    /** Names the write, chosen by the client. */
    public static final String TOKEN = "Shop-Token";

    /** Says of a refusal that the database was left as it was. */
    public static final String NOT_DONE = "Shop-Not-Done";

    /** Says which instance answered. */
    public static final String SERVED_BY = "Shop-Served-By";

    private static final int NOT_MODIFIED = 304;
    private static final int THREADS = 16;
    /** More waiting requests than this are worked off by the accepting thread, which slows new ones down. */
    private static final int WAITING_MAX = 256;

    private static final int BODY_BYTES_MAX = 64 * 1024;

    private static final long FAULTS_SEED = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Otherwise the JDK's server sends head and body apart, and the client's delayed ACK costs 40 ms a request.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final String label;
    private final HttpServer http;
    private final ThreadPoolExecutor threads;
    private final ShopDesk desk;
    private final Random random = new Random(FAULTS_SEED);
    private volatile ShopFault fault = ShopFault.NONE;
    private volatile Consumer<ShopReply> version = reply -> {};

    /** Starts serving on loopback. */
    public ShopServer(String jdbcUrl, String user, String password, int port, String label) {
        this.label = label;
        this.desk = new ShopDesk(new ShopConnections(jdbcUrl, user, password, THREADS));
        this.threads = threads(label);
        try {
            this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        } catch (IOException e) {
            threads.shutdownNow();
            throw new UncheckedIOException("the shop cannot listen on port " + port + ": " + e.getMessage(), e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::serve);
        http.start();
    }

    private static ThreadPoolExecutor threads(String label) {
        AtomicInteger count = new AtomicInteger();
        return new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                task -> new Thread(task, "shop-" + label + "-" + count.incrementAndGet()),
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** From now on something is wrong with it, or nothing any more. */
    public void suffer(ShopFault wrong) {
        fault = wrong;
    }

    /** From now on another version answers, which changes what this one would say. */
    public void answer(Consumer<ShopReply> otherwise) {
        version = otherwise;
    }

    private void serve(HttpExchange exchange) throws IOException {
        ShopFault now = fault;
        try (exchange) {
            LockSupport.parkNanos(now.delay().toNanos()
                    + (long) (random.nextDouble() * (double) now.jitter().toNanos()));
            ShopAnswer answer = answer(exchange, random.nextDouble() < now.errorShare());
            ShopReply reply = new ShopReply(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), answer);
            version.accept(reply);
            byte[] body = reply.body().toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set(SERVED_BY, label);
            if (answer.notDone()) {
                exchange.getResponseHeaders().set(NOT_DONE, "true");
            }
            if (isKnown(exchange, reply)) {
                exchange.sendResponseHeaders(NOT_MODIFIED, /* none */ -1);
            } else {
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** Whether who asks has this version already. */
    private static boolean isKnown(HttpExchange exchange, ShopReply reply) {
        String tag = reply.headers().get("ETag");
        return tag != null && tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
    }

    private ShopAnswer answer(HttpExchange exchange, boolean faulty) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            return ShopAnswer.refusal(413, "a request's body has at most " + BODY_BYTES_MAX + " bytes");
        }
        try {
            return faulty ? ShopAnswer.refusal(500, "a planted fault") : route(exchange, body);
        } catch (IllegalArgumentException e) {
            return ShopAnswer.refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private ShopAnswer route(HttpExchange exchange, byte[] body) {
        String path = exchange.getRequestURI().getPath();
        List<String> parts = List.of(path.substring(1).split("/"));
        String argument = parts.size() == 2 ? parts.get(1) : "";
        return switch (exchange.getRequestMethod() + " " + parts.get(0) + (argument.isEmpty() ? "" : "/")) {
            case "GET health" -> desk.health();
            case "GET products" -> desk.products();
            case "GET orders/" -> desk.order(argument);
            case "GET customers/" -> desk.customer(Long.parseLong(argument));
            case "POST orders" -> desk.place(order(token(exchange), json(body)));
            case "POST payments/" -> desk.pay(argument, token(exchange));
            case "DELETE orders/" -> desk.cancel(argument, token(exchange));
            case "POST customers/" -> swap(argument, token(exchange), json(body));
            default -> ShopAnswer.refusal(404, "there is no " + exchange.getRequestMethod() + " " + path);
        };
    }

    private ShopAnswer swap(String verb, String token, JsonNode body) {
        return verb.equals("swap-emails")
                ? desk.swapEmails(number(body, "one"), number(body, "other"), token)
                : ShopAnswer.refusal(404, "there is no POST /customers/" + verb);
    }

    private static ShopTill.Order order(String token, JsonNode body) {
        List<ShopTill.Item> items = new ArrayList<>();
        for (JsonNode item : body.path("items")) {
            items.add(new ShopTill.Item(
                    number(item, "product"),
                    (int) number(item, "quantity"),
                    new BigDecimal(item.path("price").asText())));
        }
        JsonNode details = body.path("details");
        return new ShopTill.Order(
                token, number(body, "customer"), details.isObject() ? details.toString() : "{}", items);
    }

    private static String token(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst(TOKEN);
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException("a write needs the header " + TOKEN);
        }
        return token;
    }

    private static long number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isIntegralNumber()) {
            throw new IllegalArgumentException("\"" + field + "\" must be a number: " + value);
        }
        return value.longValue();
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is not JSON", e);
        }
    }

    /** Stops at once; running requests are cut. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        desk.close();
    }
}
