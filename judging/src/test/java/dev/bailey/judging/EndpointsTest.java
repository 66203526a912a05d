package dev.bailey.judging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

    @ParameterizedTest
    @CsvSource({
        "/orders/17/lines?full=1, GET /orders/{id}/lines",
        "/u/1b4e28ba-2fa1-11d2-883f-0016d3cca427, GET /u/{id}",
        "/orders/w-3-17, GET /orders/{id}",
        "/v2/search, GET /v2/search",
        "/oauth2/token, GET /oauth2/token",
        "/my-account/all, GET /my-account/all",
        "/files/9f86d081884c7d659a2feaa0c55ad015, GET /files/{id}",
        "/static/app.js, GET /static/app.js",
        "/, GET /"
    })
    void whatNamesAThingIsLeftOut(String target, String endpoint) {
        assertThat(Endpoints.of("GET", target)).isEqualTo(endpoint);
    }
}
