package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a plan is told all at once, each with its line. */
class WrongPlanTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> wrongPlans() {
        return Stream.of(
                argumentSet("an empty file", "# nothing\n", List.of("1: the plan is empty")),
                argumentSet(
                        "no YAML",
                        "migration: shop\nstores: {\n",
                        List.of("3: this is not YAML: expected the node content, but found '<stream end>'")),
                argumentSet(
                        "a list",
                        "- shop\n",
                        List.of(
                                "1: must be a block of keys, not a list: what moves from where to where, and how carefully")),
                argumentSet(
                        "missing keys",
                        "migration: shop\nstores:\n  orders:\n    engine: postgresql\n",
                        List.of(
                                "3: stores.orders.source: missing key: the database to leave, as postgresql://user:password@host:port/database"
                                        + " (or mysql://, mariadb://), with host:port,host:port for a primary and its standbys",
                                "3: stores.orders.target: missing key: the database to move to, as postgresql://user:password@host:port/database"
                                        + " (or mysql://, mariadb://), with host:port,host:port for a primary and its standbys")),
                argumentSet(
                        "no stores",
                        "migration: shop\nstores: {}\n",
                        List.of("2: stores: must not be empty: the databases that move, by name")),
                argumentSet(
                        "misspelt keys",
                        PlanFileTest.GOOD + "cutover:\n  hold: { maxx: 5s }\n  lagg: 1s\n  colour: blue\n",
                        List.of(
                                "7: cutover.hold.maxx: unknown key; did you mean \"max\"?",
                                "8: cutover.lagg: unknown key; did you mean \"lag\"?",
                                "9: cutover.colour: unknown key")),
                argumentSet(
                        "a key that stands twice",
                        PlanFileTest.GOOD + "cutover: { lag: 1s }\ncutover: { lag: 2s }\n",
                        List.of("7: cutover: this key stands twice; it is first on line 6")),
                argumentSet(
                        "wrong types",
                        PlanFileTest.GOOD
                                + "cutover:\n  hold: { requests: many }\n  lag: 5\n  lease: yes\nslices: everyone\n",
                        List.of(
                                "7: cutover.hold.requests: must be a whole number, not text: most writes that are parked at a time",
                                "8: cutover.lag: must be text, not a number: a duration such as 250ms, 5s, 2m or 1h",
                                "9: cutover.lease: must be text, not a yes or no (put it in quotes if it is a word):"
                                        + " a duration such as 250ms, 5s, 2m or 1h",
                                "10: slices: must be a list, not text: who moves together, in order; the last is everyone who is in no other; left out, everyone moves at once")),
                argumentSet(
                        "access logs",
                        PlanFileTest.GOOD.replace("http://new:80\" }\n", """
                                http://new:80", access_log: { file: web.log, sample: 101%, slow: 0s } }
                                  shop:
                                    listen: 0.0.0.0:8081
                                    source: http://old:81
                                    target: http://new:81
                                    request_id: made
                                    access_log: { sample: 5, queries: hidden, file: web.log }
                                """),
                        List.of(
                                "5: services.web.access_log.sample: \"101%\" is not a part such as 1%, 0.1% or 100%",
                                "5: services.web.access_log.slow: every request would be slow; allow more than 0, or write sample: 100%",
                                "10: services.shop.request_id: \"made\" is not known here; this version knows pass, make; did you mean \"make\"?",
                                "11: services.shop.access_log.file: this file is services.web.access_log.file on line 5; name one of its own",
                                "11: services.shop.access_log.queries: \"hidden\" is not known here; this version knows masked, shown",
                                "11: services.shop.access_log.sample: must be text, not a number: a part such as 1%, 0.1% or 100%")),
                argumentSet(
                        "requests for the other side as well",
                        PlanFileTest.GOOD.replace("http://new:80\" }\n", """
                                http://new:80", shadow: { share: 5, deadline: 0s, memory: 1kB } }
                                  shop:
                                    listen: 0.0.0.0:8081
                                    source: http://old:81
                                    target: http://new:81
                                    shadow:
                                      safe:
                                        - { request: POST /search }
                                        - { request: /orders, reads_only: true }
                                        - { request: POST /mail, headers: { Host: new } }
                                      headers: { X-Bailey-Shadow: "0", X-Dry-Run: "" }
                                      body: 64MB
                                """),
                        List.of(
                                "5: services.web.shadow.deadline: this must be more than 0 and at most 5m",
                                "5: services.web.shadow.memory: not even one body fits in; allow more than body says, which is 65536B if left out",
                                "5: services.web.shadow.share: must be text, not a number: a part such as 1%, 0.1% or 100%",
                                "12: services.shop.shadow.safe[0]: nothing says how POST /search is made safe to send twice;"
                                        + " name the headers by which the application does nothing of it, or write reads_only: true",
                                "13: services.shop.shadow.safe[1].request: \"/orders\" is not a method and a path, such as POST /search or POST /graphql/query/*",
                                "14: services.shop.shadow.safe[2].headers.Host: a shadow request cannot be given the header \"Host\"",
                                "15: services.shop.shadow.headers.X-Bailey-Shadow: a shadow request cannot be given the header \"X-Bailey-Shadow\"",
                                "15: services.shop.shadow.headers.X-Dry-Run: the value of the header \"X-Dry-Run\" is no plain text",
                                "16: services.shop.shadow.body: this must be at most 16777216 bytes")),
                argumentSet(
                        "metrics and traces",
                        PlanFileTest.GOOD.replace("http://new:80\" }\n", """
                                http://new:80", metrics: { listen: "0.0.0.0:8080" }, traces: { endpoint: collector } }
                                  shop:
                                    listen: 0.0.0.0:8081
                                    source: http://old:81
                                    target: http://new:81
                                    metrics: { listen: "[::1]:0", paths: [api] }
                                    traces: { endpoint: http://collector:4318/v1/traces, sample: all }
                                """),
                        List.of(
                                "5: services.web.metrics.listen: port 8080 is taken by services.web.listen on line 5",
                                "5: services.web.traces.endpoint: this is not like http://host:4318, without a path:"
                                        + " where a collector takes OTLP over HTTP",
                                "10: services.shop.metrics.listen: metrics need a port that whoever scrapes them knows, not 0",
                                "10: services.shop.metrics.paths[0]: \"api\" is not a beginning of paths, such as /api",
                                "11: services.shop.traces.endpoint: this is not like http://host:4318, without a path:"
                                        + " where a collector takes OTLP over HTTP",
                                "11: services.shop.traces.sample: \"all\" is not a part such as 1%, 0.1% or 100%")),
                argumentSet(
                        "durations",
                        PlanFileTest.GOOD + "cutover:\n  lag: 5 sec\n  lease: -1s\n  hold: { max: 0s }\n",
                        List.of(
                                "7: cutover.lag: \"5 sec\" is not a duration such as 250ms, 5s, 2m or 1h",
                                "8: cutover.lease: \"-1s\" is not a duration such as 250ms, 5s, 2m or 1h",
                                "9: cutover.hold.max: a hold must last longer than 0")),
                argumentSet(
                        "a lease that ends before the hold",
                        PlanFileTest.GOOD + "cutover:\n  lease: 4s\n",
                        List.of(
                                "7: cutover.lease: the fence would open while writes are still held; make it longer than hold.max")),
                argumentSet(
                        "names",
                        "migration: My Shop\n"
                                + PlanFileTest.GOOD
                                        .substring(PlanFileTest.GOOD.indexOf('\n') + 1)
                                        .replace("orders:", "Orders:"),
                        List.of(
                                "1: migration: \"My Shop\" is not a name of lower-case letters, digits and hyphens that begins with a letter,"
                                        + " at most 40 characters",
                                "3: stores.Orders: the key must be a name of lower-case letters, digits and hyphens that begins with a letter,"
                                        + " at most 40 characters")),
                argumentSet(
                        "names too long together",
                        PlanFileTest.GOOD
                                .replace("shop\n", "shop-of-the-whole-wide-world\n")
                                .replace("orders:", "orders-and-more:"),
                        List.of(
                                "3: stores.orders-and-more: the names of migration and store are longer than 41 characters together;"
                                        + " shorten one")),
                argumentSet(
                        "an engine",
                        PlanFileTest.GOOD.replace("postgresql,", "postgres,"),
                        List.of(
                                "3: stores.orders.engine: \"postgres\" is not known here; this version knows postgresql, mysql, mariadb; did you mean \"postgresql\"?")),
                argumentSet(
                        "an engine's addresses",
                        PlanFileTest.GOOD
                                .replace("postgresql,", "mysql,")
                                .replace("postgresql://b@new/shop", "mysql://b@new/store"),
                        List.of(
                                "3: stores.orders.source: this is not like mysql://user:password@host:port/database, or with"
                                        + " host:port,host:port (in a password written here, @ and / must be percent-encoded)",
                                "3: stores.orders.target: the database is called \"shop\" on the source and \"store\" here;"
                                        + " a database of this engine keeps its name, since statements may use it")),
                argumentSet(
                        "a database's URL, whose password is not shown",
                        PlanFileTest.GOOD.replace("b@old/shop", "b:sec@ret@old/shop"),
                        List.of(
                                "3: stores.orders.source: this is not like postgresql://user:password@host:port/database, or with host:port,host:port"
                                        + " (in a password written here, @ and / must be percent-encoded)")),
                argumentSet(
                        "one database on both sides",
                        PlanFileTest.GOOD.replace("b@new/shop", "c:${env:TARGET_PASSWORD}@new,OLD:5432/shop"),
                        List.of(
                                "3: stores.orders.target: this is the same database as source, old:5432/shop; name the one to move to")),
                argumentSet(
                        "URLs of services",
                        PlanFileTest.GOOD
                                .replace("http://old:80", "ftp://old")
                                .replace("http://new:80", "https://new/a")
                                .replace("listen:", "ca: ca.pem, listen:"),
                        List.of(
                                "5: services.web.source: this is not like http://host:port or https://host:port, without a path",
                                "5: services.web.target: this is not like http://host:port or https://host:port, without a path")),
                argumentSet(
                        "clients named to an application behind TLS",
                        PlanFileTest.GOOD.replace(
                                "\"http://new:80\"", "{ url: 'https://new:443', proxy_protocol: v2 }"),
                        List.of(
                                "5: services.web.target.proxy_protocol: not yet: the router names clients by it only to applications that it speaks http to")),
                argumentSet(
                        "clients named on a connection that they share",
                        PlanFileTest.GOOD.replace(
                                "\"http://new:80\"", "{ url: 'http://new:80', protocol: h2, proxy_protocol: v2 }"),
                        List.of(
                                "5: services.web.target.proxy_protocol: a connection of HTTP/2 carries the requests of many clients and"
                                        + " cannot name one of them; leave this out, X-Forwarded-For names each")),
                argumentSet(
                        "an authority for nobody",
                        PlanFileTest.GOOD.replace("listen:", "ca: ca.pem, listen:"),
                        List.of("5: services.web.ca: nobody is vouched for: neither source nor target is https")),
                argumentSet(
                        "applications in the longer form",
                        PlanFileTest.GOOD
                                .replace(
                                        "\"http://old:80\"",
                                        "{ url: 'http://old/x', proxy_protocol: v3, protocol: grpc }")
                                .replace("\"http://new:80\"", "{ proxy: v2 }"),
                        List.of(
                                "5: services.web.source: this is not like http://host:port or https://host:port, without a path",
                                "5: services.web.source.protocol: \"grpc\" is not known here; this version knows http1, h2",
                                "5: services.web.source.proxy_protocol: \"v3\" is not known here; this version knows v1, v2;"
                                        + " did you mean \"v1\"?",
                                "5: services.web.target.proxy: unknown key",
                                "5: services.web.target.url: missing key: the application on this side, as http://host:port or https://host:port")),
                argumentSet(
                        "one application on both sides",
                        PlanFileTest.GOOD.replace("http://new:80", "http://old/"),
                        List.of(
                                "5: services.web.target: this is the same application as source, old:80; name the one to move to")),
                argumentSet(
                        "TLS",
                        PlanFileTest.GOOD.replace("listen:", "tls: { certificates: [], minimum: TLSv1.1 }, listen:")
                                + "  api: { tls: {}, listen: ':81', source: 'http://old:81', target: 'http://new:81' }\n",
                        List.of(
                                "5: services.web.tls.certificates: must not be empty: with what the service proves who it is: the one that is"
                                        + " for the host a client names, else the first; read anew when the files change",
                                "5: services.web.tls.minimum: \"TLSv1.1\" is not known here; this version knows TLSv1.2, TLSv1.3; did you mean \"TLSv1.2\"?",
                                "6: services.api.listen: \":81\" is not like host:port, such as 0.0.0.0:8080",
                                "6: services.api.tls.certificates: missing key: with what the service proves who it is: the one that is"
                                        + " for the host a client names, else the first; read anew when the files change")),
                argumentSet(
                        "ports",
                        PlanFileTest.GOOD
                                + "  api: { listen: '127.0.0.1:8080', source: 'http://old:81', target: 'http://new:81' }\n"
                                + "  adm: { listen: '8081', source: 'http://old:82', target: 'http://new:82' }\n"
                                + "  any: { listen: 'localhost:0', source: 'http://old:83', target: 'http://new:83' }\n"
                                + "control: { listen: 127.0.0.1:99999 }\n",
                        List.of(
                                "6: services.api.listen: port 8080 is taken by services.web.listen on line 5",
                                "7: services.adm.listen: \"8081\" is not like host:port, such as 0.0.0.0:8080",
                                "8: services.any.listen: a service needs a port of its own that its users know, not 0",
                                "9: control.listen: port 99999 is beyond 65535, and there is none above that")),
                argumentSet(
                        "ports that no server has",
                        PlanFileTest.GOOD
                                .replace("b@old/shop", "b:${env:TARGET_PASSWORD}@old,older:99999/shop")
                                .replace("http://old:80", "http://old:70000"),
                        List.of(
                                "3: stores.orders.source: port 99999 is beyond 65535, and there is none above that",
                                "5: services.web.source: port 70000 is beyond 65535, and there is none above that")),
                argumentSet(
                        "whom to trust",
                        PlanFileTest.GOOD.replace(
                                "listen:", "trusted: [10.0.0.0/33, lb.example, 7], forwarded: maybe, listen:"),
                        List.of(
                                "5: services.web.forwarded: must be true or false, not text: whether the application is told by"
                                        + " Forwarded (RFC 7239) as well as by X-Forwarded-*",
                                "5: services.web.trusted[0]: \"10.0.0.0/33\" is not a network such as 10.0.0.0/8 or fd00::/8,"
                                        + " nor an address",
                                "5: services.web.trusted[1]: \"lb.example\" is not a network such as 10.0.0.0/8 or fd00::/8,"
                                        + " nor an address",
                                "5: services.web.trusted[2]: must be text, not a number: a network such as 10.0.0.0/8 or fd00::/8,"
                                        + " or an address")),
                argumentSet(
                        "the PROXY protocol from anybody",
                        PlanFileTest.GOOD.replace("listen:", "proxy_protocol: true, listen:"),
                        List.of("5: services.web.proxy_protocol: anybody could name a client;"
                                + " name what stands in front under trusted")),
                argumentSet(
                        "limits and timeouts",
                        PlanFileTest.GOOD + """
                                  api:
                                    listen: 0.0.0.0:8081
                                    source: http://old:81
                                    target: http://new:81
                                    limits: { connections: 0, header_bytes: 100B, request_line: 2MB, body: 10, client: 5 }
                                    timeouts: { answer: 0s, head: 5s, progress: 30 }
                                """,
                        List.of(
                                "10: services.api.limits.body: must be text, not a number: a size in powers of ten,"
                                        + " such as 8192B, 32kB or 10MB",
                                "10: services.api.limits.client: unknown key; did you mean \"clients\"?",
                                "10: services.api.limits.connections: must be at least 1: most connections to each side,"
                                        + " for each event loop",
                                "10: services.api.limits.header_bytes: this must be at least 256 and at most 1048576 bytes",
                                "10: services.api.limits.request_line: this must be at least 256 and at most 1048576 bytes",
                                "11: services.api.timeouts.answer: nothing happens in no time; allow more than 0",
                                "11: services.api.timeouts.head: unknown key",
                                "11: services.api.timeouts.progress: must be text, not a number: a duration such as 250ms,"
                                        + " 5s, 2m or 1h")),
                argumentSet(
                        "placeholders",
                        PlanFileTest.GOOD
                                        .replace("b@old", "b:${env:NOWHERE}@old")
                                        .replace("b@new", "b:${file:/no/such/file}@new")
                                + "source: { label: '${env:EMPTY}' }\ntarget: { label: '${NAME}' }\n",
                        List.of(
                                "3: stores.orders.source: environment variable NOWHERE is not set: export it first",
                                "3: stores.orders.target: file /no/such/file cannot be read (NoSuchFileException):"
                                        + " check that it is there and that you may read it",
                                "6: source.label: environment variable EMPTY is not set: export it first",
                                "7: target.label: ${NAME} is no placeholder: write ${env:NAME} or ${file:/absolute/path}")),
                argumentSet(
                        "a copy and conflicts that make no sense",
                        """
                                migration: shop
                                stores:
                                  orders:
                                    engine: postgresql
                                    source: postgresql://b@old/shop
                                    target: postgresql://b@new/shop
                                    conflicts: ignore
                                    copy:
                                      connections: 0
                                      bytes_per_second: fast
                                      slow_down_when:
                                        source_p99: 50ms
                                        source_connections: 80
                                """,
                        List.of(
                                "7: stores.orders.conflicts: \"ignore\" is not known here; this version knows halt, heal",
                                "9: stores.orders.copy.connections: must be at least 1: how many parts are copied at once, each over a connection to either side",
                                "10: stores.orders.copy.bytes_per_second: \"fast\" is not a speed in powers of ten, such as 500kB, 50MB or 1GB",
                                "12: stores.orders.copy.slow_down_when.source_p99: nobody can measure it: the plan has no service whose requests Bailey's router would carry",
                                "13: stores.orders.copy.slow_down_when.source_connections: must be text, not a number: a part of the source's connections, such as 80%")),
                argumentSet(
                        "rules that are none",
                        PlanFileTest.GOOD.replace(
                                "new:80\" }",
                                "new:80\",\n    reads: [\"POST /a\", \"* /b\", \"POST /a/../b\"],\n"
                                        + "    writes: [\"/c\", \"POST /a\", \"GET /d?e\"] }"),
                        List.of(
                                "6: services.web.reads[1]: \"* /b\" is not a method and a path, such as POST /search or POST /graphql/query/*",
                                "6: services.web.reads[2]: \"POST /a/../b\" is not a method and a path, such as POST /search or POST /graphql/query/*",
                                "7: services.web.writes[0]: \"/c\" is not a method, or * for any, and a path, such as GET /unsubscribe/* or * /hooks/*",
                                "7: services.web.writes[1]: \"POST /a\" stands among the reads as well, on line 6; keep one",
                                "7: services.web.writes[2]: \"GET /d?e\" is not a method, or * for any, and a path, such as GET /unsubscribe/* or * /hooks/*")),
                argumentSet(
                        "strays that are waited for and closed",
                        PlanFileTest.GOOD + "cutover:\n  hold: { bytes: 1kb, strays: kill, close_after: 1s }\n",
                        List.of(
                                "7: cutover.hold.bytes: \"1kb\" is not most memory for parked writes, in powers of ten, such as 64MB or 1GB",
                                "7: cutover.hold.close_after: writes in flight are waited for; add strays: close, or leave this out",
                                "7: cutover.hold.strays: \"kill\" is not known here; this version knows wait, close")),
                argumentSet(
                        "strays that are closed too late",
                        PlanFileTest.GOOD + "cutover:\n  hold: { max: 4s, strays: close, close_after: 2s }\n",
                        List.of(
                                "7: cutover.hold.close_after: the move is given up after half of hold.max; close them before that")),
                argumentSet(
                        "an alias that contains itself",
                        PlanFileTest.GOOD + "cutover: &c { hold: *c }\n",
                        List.of("6: cutover: anchors and aliases are not supported: write the value out")));
    }

    @ParameterizedTest
    @MethodSource("wrongPlans")
    void everyProblemIsNamedWithItsLine(String text, List<String> problems) {
        requireProblems(folder, text, problems);
    }

    static void requireProblems(Path folder, String text, List<String> problems) {
        Path plan = write(folder, text);

        Throwable refused = catchThrowable(() -> PlanFile.read(plan, PlanFileTest.ENVIRONMENT));

        assertThat(refused).isInstanceOf(WrongPlan.class);
        assertThat(String.valueOf(refused.getMessage()).replace(plan + ":", "").lines())
                .containsExactlyElementsOf(problems);
    }

    private static Path write(Path folder, String text) {
        try {
            return Files.writeString(folder.resolve("plan.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
