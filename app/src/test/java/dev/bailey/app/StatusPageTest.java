package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a migration stands, on a terminal of 80 by 40. */
class StatusPageTest {

    private static final int HEIGHT = 40;

    private static final String STREAM = """
            {"mode":"following","lagMillis":1012,"applied":12345678,"foreign":0,"conflicts":0,"healed":0,
             "log":"the server keeps 48 MB of its log for it, and has room for 9.9 GB more, for 26 hours at this rate",
             "failure":null}""";

    @Test
    void theUsualCaseFitsATerminal() throws JsonProcessingException {
        String page = StatusPage.of(usual(), /* all= */ false);

        assertThat(page.lines())
                .hasSizeLessThan(HEIGHT)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Wrapping.WIDTH));
        assertThat(page).contains("""

                        steps
                          done        16 steps
                        """, """

                        gates
                          open        21 gates
                        """);
    }

    @Test
    void everythingIsShownToWhoAsksForIt() throws JsonProcessingException {
        String page = StatusPage.of(usual(), /* all= */ true);

        assertThat(page)
                .contains("  open        gate 21", "  done        Step 16, 4.2 s", "webhook 1 at hooks.example");
    }

    @Test
    void whatIsNotAsItShouldBeHasALineOfItsOwn() throws JsonProcessingException {
        JsonNode status = new ObjectMapper()
                .readTree(usual().toString()
                        .replace("{\"name\":\"gate 3\",\"open\":true,\"because\":\"\"}", """
                                {"name":"lag of orders","open":false,"because":"the target is 3 s behind"}""")
                        .replace("\"failed\":0,\"dropped\"", "\"failed\":7,\"dropped\""));

        assertThat(StatusPage.of(status, /* all= */ false))
                .contains("open        20 gates", "closed      lag of orders: the target is 3 s behind")
                .contains("webhook 1 at hooks.example, told 12, not delivered 7, waiting 0");
    }

    @Test
    void saysHowFarEverythingIsComparedAgainAndWhenItLastWas() throws JsonProcessingException {
        assertThat(compared("\"2026-11-29T12:00:01.5Z\"", "null"))
                .contains("41 of 124 tables compared since 2026-11-29T12:00:01Z\n");
        assertThat(compared("\"2026-11-29T12:00:01.5Z\"", "\"2026-11-29T12:00:01Z\""))
                .contains("41 of 124 tables compared since", "all of them by 2026-11-29T12:00:01Z\n");
        assertThat(compared("\"2026-11-29T12:00:01Z\"", "\"2026-11-29T12:00:01.5Z\""))
                .contains("all tables compared by 2026-11-29T12:00:01Z\n");
    }

    private static String compared(String begun, String ended) throws JsonProcessingException {
        return StatusPage.of(
                new ObjectMapper()
                        .readTree(usual().toString()
                                .replace(
                                        "\"stores\":[{\"name\":\"orders\",",
                                        "\"stores\":[{\"name\":\"orders\",\"comparison\":{\"tables\":124,\"read\":41,\"begunAt\":"
                                                + begun + ",\"endedAt\":" + ended + "},")),
                /* all= */ false);
    }

    @Test
    void saysWhatTheOtherSideAnswers() throws JsonProcessingException {
        assertThat(StatusPage.of(usual(), /* all= */ false))
                .contains(
                        "  shadow      web, 5%: 2,061,000 answered alike,",
                        "12 by another status; left out 50 queue full, 500 unsafe");
    }

    private static JsonNode usual() throws JsonProcessingException {
        return new ObjectMapper().readTree("""
                {"migration":"shop","phase":"ready","owner":"source","sides":{"source":"GCP","target":"AWS"},
                 "readiness":"the source serves; the way to the target and back is open, drilled 12 s ago in 43 ms",
                 "verdict":"equal, 123456789 rows compared, the last of them 3 s ago",
                 "forecast":{"pauseMillis":{"low":120,"high":480},"totalMillis":{"low":3600000,"high":7200000}},
                 "steps":[%s],
                 "stores":[{"name":"orders","speed":{"bytesPerSecond":0,"because":""},
                   "copy":{"tables":124,"tablesTotal":124,"rows":123456789,"rowsTotal":123456789,"bytes":98765432100,
                           "bytesTotal":98765432100,"done":true,"current":[],"trouble":null},
                   "forward":%s,"reverse":%s}],
                 "traffic":{"requests":41231234,"failed":3,"held":112,"heldNow":0,
                   "source":{"requests":41231200,"inFlight":41},"target":{"requests":0,"inFlight":0},
                   "shadows":[{"service":"web","sharePercent":5.0,"sampled":2061562,"alike":2061000,"unlike":12,
                     "dropped":{"queue_full":50,"unsafe":500}}]},
                 "routers":[{"name":"web","service":"web","address":"0.0.0.0:8080","epoch":4,"silentMillis":null}],
                 "gates":[%s],
                 "waiting":[],
                 "telling":[{"name":"webhook 1 at hooks.example","told":12,"failed":0,"dropped":0,"waiting":0,"trouble":null}],
                 "flips":[{"slice":"everyone","direction":"forward","pauseMillis":84,"steps":{"hold":9,"drain":38,"open":12}},
                          {"slice":"everyone","direction":"back","pauseMillis":91,"steps":{"hold":9,"drain":38,"open":12}}]}
                """.formatted(
                        listed(
                                16,
                                "{\"name\":\"s%d\",\"title\":\"Step %<d\",\"state\":\"done\",\"millis\":4200,\"detail\":\"\"}"),
                        STREAM,
                        STREAM,
                        listed(21, "{\"name\":\"gate %d\",\"open\":true,\"because\":\"\"}")));
    }

    private static String listed(int count, String item) {
        List<String> items =
                IntStream.rangeClosed(1, count).mapToObj(item::formatted).toList();
        return items.stream().collect(Collectors.joining(","));
    }
}
