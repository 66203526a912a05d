package dev.bailey.judging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Two versions of a shop on a clock turned by requests. Both make ids, tell the time, count views, list in no order,
 * and keep a figure for a minute each; what is written shows on the new one two seconds later. Confined to one thread.
 */
final class ShopPair {

    static final int TENANTS = 1_000;

    private static final List<String> ENDPOINTS =
            List.of("GET /orders/{id}", "GET /orders", "GET /prices", "GET /account", "GET /search");

    private static final long LAG_MILLIS = 2_000;
    private static final long MINUTE_MILLIS = 60_000;

    /** What the new one does otherwise. */
    enum Planted {
        RENAMED_FIELD("GET /orders/{id}", "$.note"),
        ROUNDED_MONEY("GET /orders/{id}", "$.total"),
        OTHER_ORDER("GET /orders", "$"),
        LOST_HEADER("GET /prices", "header vary"),
        ERROR_FOR_A_TENANT("GET /account", "status"),
        ERROR_AT_RANDOM("GET /search", "status");

        final String endpoint;
        final String path;

        Planted(String endpoint, String path) {
            this.endpoint = endpoint;
            this.path = path;
        }
    }

    private final Random random;
    private final Set<Planted> planted;
    private final int unlucky;
    private final List<Long> writes = new ArrayList<>();
    private long millis;
    private long views;
    private int accounts;

    ShopPair(long seed, Set<Planted> planted) {
        this.random = new Random(seed);
        this.planted = planted.isEmpty() ? EnumSet.noneOf(Planted.class) : EnumSet.copyOf(planted);
        this.unlucky = random.nextInt(TENANTS);
    }

    long nanos() {
        return millis * 1_000_000;
    }

    /** Nobody asks for a while. */
    void pass(Duration time) {
        millis += time.toMillis();
    }

    /** Some user asks for something, while others write. */
    Sample next() throws InterruptedException {
        millis += random.nextInt(40);
        if (random.nextInt(20) == 0) {
            writes.add(millis);
        }
        String endpoint = ENDPOINTS.get(random.nextInt(ENDPOINTS.size()));
        int tenant = endpoint.equals("GET /account") ? accounts++ % TENANTS : random.nextInt(TENANTS);
        Request request = new Request(endpoint, tenant, 1 + random.nextInt(500));
        request.first.put(Party.SERVING, request.ask(Party.SERVING));
        request.first.put(Party.OTHER, request.ask(Party.OTHER));
        return request;
    }

    private final class Request implements Sample {
        private final String endpoint;
        private final int tenant;
        private final int number;
        private final Map<Party, Answer> first = new LinkedHashMap<>();

        Request(String endpoint, int tenant, int number) {
            this.endpoint = endpoint;
            this.tenant = tenant;
            this.number = number;
        }

        @Override
        public String endpoint() {
            return endpoint;
        }

        @Override
        public String shown() {
            return endpoint + " tenant " + tenant + " number " + number;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public Answer first(Party party) {
            return first.getOrDefault(party, Answer.none());
        }

        @Override
        public boolean catchUp() {
            millis = writes.isEmpty() ? millis : Math.max(millis, writes.get(writes.size() - 1) + LAG_MILLIS);
            return true;
        }

        @Override
        public Answer ask(Party party) {
            millis += 1 + random.nextInt(5);
            boolean now = party == Party.OTHER;
            long seen = now ? millis - LAG_MILLIS : millis;
            long stock = shown(seen);
            if (endpoint.equals("GET /account") && now && has(Planted.ERROR_FOR_A_TENANT) && tenant == unlucky) {
                return answer(now, 500, "{\"error\":\"boom\"}");
            } else if (endpoint.equals("GET /search")) {
                boolean fails = now && has(Planted.ERROR_AT_RANDOM) && random.nextInt(100) < 3;
                return fails ? answer(now, 503, "{}") : answer(now, 200, "{\"hits\":" + stock + "}");
            }
            return answer(now, 200, body(now, stock));
        }

        private String body(boolean now, long stock) {
            if (endpoint.equals("GET /orders")) {
                List<String> orders = new ArrayList<>(List.of("\"b\"", "\"a\"", "\"c\""));
                if (now && has(Planted.OTHER_ORDER)) {
                    Collections.sort(orders);
                }
                return orders.toString();
            } else if (endpoint.equals("GET /prices")) {
                List<Integer> tags = new ArrayList<>(List.of(1, 2, 3, 4));
                Collections.shuffle(tags, random);
                // Each instance keeps its own figure for a minute, and began to at another time.
                long kept = (millis + (now ? MINUTE_MILLIS / 2 : 0)) / MINUTE_MILLIS;
                return "{\"price\":" + number + ".50,\"tags\":" + tags + ",\"minute\":" + kept + "}";
            } else if (endpoint.equals("GET /account")) {
                return "{\"tenant\":" + tenant + ",\"views\":" + views++ + ",\"stock\":" + stock + "}";
            }
            boolean rounded = now && has(Planted.ROUNDED_MONEY) && number % 10 == 0;
            String note = now && has(Planted.RENAMED_FIELD) ? "remark" : "note";
            return "{\"id\":\"" + Long.toHexString(random.nextLong()) + "\",\"at\":" + millis + ",\"total\":"
                    + (rounded ? number : number + ".005") + ",\"" + note + "\":\"n\",\"stock\":" + stock + "}";
        }

        private long shown(long at) {
            int index = Collections.binarySearch(writes, at);
            return index < 0 ? -index - 1L : index;
        }

        private boolean has(Planted what) {
            return planted.contains(what);
        }

        private Answer answer(boolean now, int status, String body) {
            boolean lost = has(Planted.LOST_HEADER) && endpoint.equals("GET /prices") && now;
            return new Answer(
                    status,
                    lost
                            ? Map.of("Content-Type", List.of("application/json"))
                            : Map.of("Content-Type", List.of("application/json"), "Vary", List.of("Accept")),
                    body.getBytes(StandardCharsets.UTF_8));
        }
    }
}
