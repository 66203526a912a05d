package dev.bailey.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.testkit.History.Outcome;
import dev.bailey.testkit.ShopClient.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One customer who places orders, pays and cancels them, and swaps e-mails. It goes on only with orders whose state it
 * knows: one with an unknown outcome is left alone, so that a late effect contradicts nothing. Confined to one thread.
 */
final class ShopWriter {

    private static final int OPEN_ORDERS_MAX = 50;
    private static final int ITEMS_MAX = 3;

    private final ShopClient shop;
    private final History history;
    private final LoadTally tally;
    private final RecentOrders recent;
    private final SplittableRandom random;
    private final String name;
    private final JsonNode products;
    private final int customers;
    private final Deque<String> open = new ArrayDeque<>();
    private int writes;

    ShopWriter(ShopLoad load, String name, SplittableRandom random) {
        this.shop = load.shop;
        this.history = load.history;
        this.tally = load.tally;
        this.recent = load.recent;
        this.products = load.products;
        this.customers = load.settings.customers();
        this.name = name;
        this.random = random;
    }

    void write(long dueNanos) throws InterruptedException {
        int dice = random.nextInt(100);
        writes++;
        if (dice < 10) {
            swapEmails(dueNanos);
        } else if (dice < 30 && !open.isEmpty()) {
            pay(dueNanos, open.removeFirst());
        } else if (dice < 40 && !open.isEmpty()) {
            cancel(dueNanos, open.removeFirst());
        } else {
            place(dueNanos);
        }
    }

    private void place(long dueNanos) throws InterruptedException {
        String number = name + "-" + writes;
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        long amountCents = 0;
        int count = 1 + random.nextInt(ITEMS_MAX);
        for (int i = 0; i < count; i++) {
            JsonNode product = products.get(random.nextInt(products.size()));
            int quantity = 1 + random.nextInt(3);
            String price = product.path("price").asText();
            items.addObject()
                    .put("product", product.path("id").asLong())
                    .put("quantity", quantity)
                    .put("price", price);
            amountCents += quantity * Long.parseLong(price.replace(".", ""));
        }
        ObjectNode order = JsonNodeFactory.instance.objectNode().put("customer", customer());
        order.set("items", items);
        order.putObject("details").put("channel", "web").put("basket", count);

        Write write = Write.placing(number, amountCents, count);
        if (send(dueNanos, write, "POST", "/orders", order.toString()) == Outcome.ACKNOWLEDGED) {
            recent.add(number);
            keep(number);
        }
    }

    private void pay(long dueNanos, String number) throws InterruptedException {
        Write write = Write.paying(name + "-P" + writes, number);
        if (send(dueNanos, write, "POST", "/payments/" + number, "") == Outcome.ACKNOWLEDGED) {
            keep(number);
        }
    }

    private void keep(String number) {
        open.addLast(number);
        if (open.size() > OPEN_ORDERS_MAX) {
            open.removeFirst();
        }
    }

    private void cancel(long dueNanos, String number) throws InterruptedException {
        send(dueNanos, Write.cancelling(name + "-C" + writes, number), "DELETE", "/orders/" + number, "");
    }

    private void swapEmails(long dueNanos) throws InterruptedException {
        long one = customer();
        long other = 1 + (one + random.nextInt(customers - 1)) % customers;
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("one", one).put("other", other);
        Write write = Write.swapping(name + "-S" + writes, one, other);
        send(dueNanos, write, "POST", "/customers/swap-emails", body.toString());
    }

    private long customer() {
        return 1L + random.nextInt(customers);
    }

    private Outcome send(long dueNanos, Write write, String method, String path, String body)
            throws InterruptedException {
        history.attempted(write);
        Reply reply = shop.write(method, path, write.token(), body);
        Outcome outcome = reply.outcome();
        if (outcome == Outcome.ACKNOWLEDGED) {
            history.acknowledged(write);
        } else if (outcome == Outcome.REFUSED) {
            history.refused(write);
        }
        tally.write(dueNanos, outcome == Outcome.ACKNOWLEDGED);
        if (reply.status() == 409) {
            tally.refused();
        } else if (!reply.isOk()) {
            tally.failed(method + " " + path + " (" + write.token() + "): " + reply.error());
        }
        return outcome;
    }
}
