package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The report as a page. */
class ReportPageTest {

    private static final String REPORT = """
            {"migration":"shop","outcome":"completed",
             "traffic":{"since":"2026-11-20T01:00:00Z","requests":41231,"failed":0,"held":112,"heldMillis":{"max":84.0}},
             "claims":[{"claim":"both sides were compared and are equal","figure":"6 of 6 tables"}],
             "availability":{"noDowntime":false,"sentence":"0 requests failed; nobody probed from outside",
               "disagreements":["the prober web saw 3.0 s of errors that no router counted"],
               "probed":[{"probe":"web","probes":60,"failed":3,"from":"2026-11-20T02:00:00Z","to":"2026-11-20T02:01:00Z",
                 "notProbed":[{"from":"2026-11-20T02:00:10Z","to":"2026-11-20T02:00:20Z"}]}]},
             "degraded":[{"slice":"everyone","kind":"writes held","from":"2026-11-20T02:00:00Z","to":"2026-11-20T02:00:00.084Z",
               "millis":84,"service":"web","side":null,"cause":"cutover of epoch 1","requests":112,"probes":null,
               "longestMillis":84,"seenBy":"router"}],
             "flips":[{"slice":"everyone","direction":"forward","outcome":"flipped","pauseMillis":84,
               "steps":{"hold":9,"fence":4},"at":"2026-11-20T02:00:00.100Z","by":"ada","held":112,"because":""}],
             "steps":[{"name":"copy","title":"Copy the tables while they change","state":"done",
               "startedAt":"2026-11-20T01:00:00Z","millis":600000,"expectedMillis":{"low":500000,"high":700000}}],
             "approvals":[{"name":"go","by":"<b>ana</b>","decision":"given","reason":"rehearsed & green",
               "at":"2026-11-20T01:50:00Z","evidence":"abc","counted":true}],
             "observations":[{"since":"2026-11-20T02:00:00Z","end":"rolled_back","because":"errors on the target"}],
             "surprises":["step copy retried: the network was away"],
             "rehearsals":[{"number":1,"at":"2026-11-10T02:00:00Z","green":true,"because":"","millis":900000,"surprises":[]}],
             "ended":{"way":"finish","by":"ada","askedAt":"2026-11-21T02:00:00Z","decidedAt":null,"overAt":null},
             "journal":{"entries":91,"hash":"00ff"}}""";

    @Test
    void itNeedsNothingFromElsewhere() throws JsonProcessingException {
        assertThat(page().replace("http://www.w3.org/2000/svg", ""))
                .startsWith("<!DOCTYPE html>")
                .doesNotContain("http://", "https://", "<script", "src=", "@import", "url(");
    }

    @Test
    void whatPeopleWroteIsNeverMarkup() throws JsonProcessingException {
        assertThat(page())
                .contains("&lt;b&gt;ana&lt;/b&gt;", "rehearsed &amp; green")
                .doesNotContain("<b>ana");
    }

    @Test
    void itTellsAllThatTheReportHas() throws JsonProcessingException {
        assertThat(page())
                .contains(
                        "0 requests failed; nobody probed from outside",
                        "errors that no router counted",
                        "6 of 6 tables",
                        "expected 8 min 20 s to 11 min 40 s",
                        "writes held (web; cutover of epoch 1; 112 requests; none waited longer than 84 ms)",
                        "nobody probed",
                        "errors on the target",
                        "step copy retried",
                        "finish, asked for by ada",
                        "00ff");
    }

    @Test
    void everyElementThatIsOpenedIsClosed() throws JsonProcessingException {
        String page = page();

        for (String element :
                new String[] {"html", "body", "table", "tr", "td", "svg", "ul", "li", "h2", "p", "rect"}) {
            assertThat(page.split("<" + element + "[ >]", -1))
                    .as(element)
                    .hasSameSizeAs(page.split("</" + element + ">", -1));
        }
    }

    private static String page() throws JsonProcessingException {
        return ReportPage.of(new ObjectMapper().readTree(REPORT));
    }
}
