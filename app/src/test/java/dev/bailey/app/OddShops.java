package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.testkit.ShopReply;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Two versions of a shop whose answers are noisy: ids, times, counters, lists in no order, a figure that each keeps for
 * some seconds. The new one makes some mistakes besides. Thread-safe.
 */
final class OddShops {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final AtomicLong views = new AtomicLong();
    private final Random random;
    private final Set<Mistake> mistakes;
    private final long unlucky;

    /** What the new one does otherwise, and where that shows. */
    enum Mistake {
        RENAMED_FIELD,
        ROUNDED_MONEY,
        OTHER_ORDER,
        LOST_HEADER,
        ERROR_FOR_ONE_OF_A_THOUSAND;

        List<String> shows() {
            return switch (this) {
                case RENAMED_FIELD -> List.of("GET /customers/{id} $.name", "GET /customers/{id} $.title");
                case ROUNDED_MONEY -> List.of("GET /orders/{id} $.amount");
                case OTHER_ORDER -> List.of("GET /orders/{id} $.steps");
                case LOST_HEADER -> List.of("GET /products header vary");
                case ERROR_FOR_ONE_OF_A_THOUSAND -> List.of("GET /customers/{id} status");
            };
        }
    }

    /** Each mistake with a chance of one half. */
    static OddShops of(long seed, int customers) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Mistake> some = EnumSet.noneOf(Mistake.class);
        Arrays.stream(Mistake.values()).filter(each -> random.nextBoolean()).forEach(some::add);
        return new OddShops(new Random(seed), some, 1 + random.nextInt(customers));
    }

    private OddShops(Random random, Set<Mistake> mistakes, long unlucky) {
        this.random = random;
        this.mistakes = mistakes;
        this.unlucky = unlucky;
    }

    /** Endpoint and path of all that differs by mistake. */
    Set<String> planted() {
        return mistakes.stream().flatMap(each -> each.shows().stream()).collect(Collectors.toSet());
    }

    void old(ShopReply reply) {
        noise(reply, 0);
        reply.header("Vary", "Accept");
    }

    void fresh(ShopReply reply) {
        noise(reply, KEPT_NANOS / 2);
        if (!reply.request().equals("GET /products") || !makes(Mistake.LOST_HEADER)) {
            reply.header("Vary", "Accept");
        }
        reply.to("GET /customers/").ifPresent(customer -> {
            if (makes(Mistake.RENAMED_FIELD)) {
                customer.set("title", customer.remove("name"));
            }
        });
        reply.to("GET /orders/").ifPresent(this::order);
        if (makes(Mistake.ERROR_FOR_ONE_OF_A_THOUSAND) && reply.request().equals("GET /customers/" + unlucky)) {
            reply.fail(500);
        }
    }

    private void order(ObjectNode order) {
        if (makes(Mistake.ROUNDED_MONEY)) {
            BigDecimal amount = new BigDecimal(order.path("amount").asText());
            order.put("amount", amount.setScale(0, RoundingMode.HALF_EVEN).toPlainString());
        }
        if (makes(Mistake.OTHER_ORDER)) {
            list(order, "steps", List.of("packed", "placed", "sent"));
        }
    }

    private void noise(ShopReply reply, long later) {
        reply.to("GET /orders/").ifPresent(order -> {
            order.put("trace", Long.toHexString(random.nextLong()));
            order.put("at", System.nanoTime());
            list(order, "steps", List.of("placed", "packed", "sent"));
        });
        reply.to("GET /customers/").ifPresent(customer -> {
            customer.put("views", views.incrementAndGet());
            customer.put("kept", (System.nanoTime() + later) / KEPT_NANOS);
            List<String> tags = new ArrayList<>(List.of("new", "paid", "sent", "late"));
            Collections.shuffle(tags, random);
            list(customer, "tags", tags);
        });
    }

    private static void list(ObjectNode of, String name, List<String> texts) {
        ArrayNode list = of.putArray(name);
        texts.forEach(list::add);
    }

    private boolean makes(Mistake mistake) {
        return mistakes.contains(mistake);
    }
}
