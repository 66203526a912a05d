package dev.bailey.testkit;

import dev.bailey.testkit.ShopClient.Reply;
import java.util.Optional;
import java.util.SplittableRandom;

/** One visitor who looks at orders, customers and products. Confined to one thread. */
final class ShopReader {

    private final ShopLoad load;
    private final SplittableRandom random;

    ShopReader(ShopLoad load, SplittableRandom random) {
        this.load = load;
        this.random = random;
    }

    void read(long dueNanos) throws InterruptedException {
        int dice = random.nextInt(100);
        Optional<String> order = load.recent.any(random);
        if (dice < 70 && order.isPresent()) {
            readOrder(dueNanos, order.get());
        } else if (dice < 95) {
            read(dueNanos, "/customers/" + (1 + random.nextInt(load.settings.customers())));
        } else {
            read(dueNanos, "/products");
        }
    }

    private void readOrder(long dueNanos, String number) throws InterruptedException {
        Reply reply = read(dueNanos, "/orders/" + number);
        // Asked after the answer: a cancellation sent meanwhile is noted by then.
        if (reply.status() == 404 && load.history.mustExist(number)) {
            load.tally.staleRead();
        }
    }

    private Reply read(long dueNanos, String path) throws InterruptedException {
        Reply reply = load.shop.read(path);
        load.tally.read(dueNanos);
        if (!reply.isOk() && reply.status() != 404) {
            load.tally.failed("GET " + path + ": " + reply.error());
        }
        return reply;
    }
}
