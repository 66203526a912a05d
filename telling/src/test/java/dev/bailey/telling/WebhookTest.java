package dev.bailey.telling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What webhooks are told, by real servers. */
class WebhookTest {

    @Test
    void aServerThatIsAwayAtFirstIsToldWhenItIsBack() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver();
                Telling telling = telling(receiver.webhook(Webhook.Format.JSON))) {
            telling.tell(Notices.of("everyone moved to the target"));
            awaitTrouble(telling);

            receiver.start(503);

            assertThat(receiver.next())
                    .isEqualTo("{\"migration\":\"shop\",\"event\":\"moved\",\"at\":\"2026-11-28T03:00:00Z\","
                            + "\"title\":\"everyone moved to the target\",\"text\":\"writes were held for 84 ms\","
                            + "\"fields\":{\"by\":\"ana\"},\"missing\":0}");
        }
    }

    @Test
    void slackIsToldInItsOwnWords() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver().start();
                Telling telling = telling(receiver.webhook(Webhook.Format.SLACK))) {
            telling.tell(Notices.of("everyone <!channel> & all"));

            assertThat(receiver.next())
                    .isEqualTo("{\"text\":\"*shop: everyone &lt;!channel&gt; &amp; all*\\nwrites were held for 84 ms\\n"
                            + "at 2026-11-28T03:00:00Z\"}");
        }
    }

    @Test
    void whatIsRefusedForGoodIsGivenUpAndTheNextSaysSo() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver().start(404)) {
            Telling telling = telling(receiver.webhook(Webhook.Format.JSON));
            telling.tell(Notices.of("first"));
            telling.tell(Notices.of("second"));

            assertThat(receiver.next()).contains("\"title\":\"second\"", "\"missing\":1");
            telling.close();
            assertThat(telling.status().get(0))
                    .isEqualTo(new TellingStatus("webhook 1 at 127.0.0.1", 1, 1, 0, 0, Optional.empty()));
        }
    }

    @Test
    void oneThatHangsHoldsNobodyUp() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Receiver receiver = new Receiver().start()) {
            Webhook hanging =
                    new Webhook(URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/"), Webhook.Format.JSON);
            Telling telling = telling(hanging, receiver.webhook(Webhook.Format.JSON));
            long start = System.nanoTime();
            for (int i = 0; i < 10 * Courier.QUEUE_MAX; i++) {
                telling.tell(Notices.of("notice " + i));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(receiver.next()).contains("notice 0");

            start = System.nanoTime();
            telling.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(telling.status().get(0).dropped()).isGreaterThanOrEqualTo(9 * Courier.QUEUE_MAX - 1);
        }
    }

    @Test
    void whatDidNotFitIsCountedAndToldOfWithTheNext() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver();
                Telling telling = telling(receiver.webhook(Webhook.Format.JSON))) {
            telling.tell(Notices.of("notice 0"));
            awaitTrouble(telling); // it is out of the queue, and being tried
            for (int i = 1; i <= Courier.QUEUE_MAX + 3; i++) {
                telling.tell(Notices.of("notice " + i));
            }

            receiver.start();

            assertThat(receiver.next()).contains("\"title\":\"notice 0\"", "\"missing\":3");
            assertThat(receiver.next()).contains("\"title\":\"notice 1\"", "\"missing\":0");
        }
    }

    @Test
    void whatHappenedLastIsToldBeforeTheEnd() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver().start()) {
            Telling telling = telling(receiver.webhook(Webhook.Format.JSON));
            telling.tell(Notices.of("over"));
            telling.close();

            assertThat(telling.status().get(0).told()).isEqualTo(1);
        }
    }

    @Test
    void itsAddressIsNowhereToBeSeen() throws IOException, InterruptedException {
        try (Receiver receiver = new Receiver();
                Telling telling = telling(receiver.webhook(Webhook.Format.JSON))) {
            telling.tell(Notices.of("first"));
            awaitTrouble(telling);

            assertThat(telling.status().toString())
                    .contains("it takes no connection")
                    .doesNotContain("T0K3N");
            assertThat(receiver.webhook(Webhook.Format.JSON).toString()).isEqualTo("webhook at 127.0.0.1");
        }
    }

    private static Telling telling(Webhook... webhooks) {
        List<Channel> channels = new ArrayList<>();
        for (Webhook webhook : webhooks) {
            channels.add(new WebhookChannel(webhook, channels.size() + 1));
        }
        return new Telling(channels, Notices.SHORT);
    }

    private static void awaitTrouble(Telling telling) throws InterruptedException {
        for (int i = 0; i < 2_000 && telling.status().get(0).trouble().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(telling.status().get(0).trouble()).isPresent();
    }
}
