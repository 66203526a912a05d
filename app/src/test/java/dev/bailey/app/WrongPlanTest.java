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
                                        + ", with host:port,host:port for a primary and its standbys",
                                "3: stores.orders.target: missing key: the database to move to, as postgresql://user:password@host:port/database"
                                        + ", with host:port,host:port for a primary and its standbys")),
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
                                "10: slices: must be a list, not text: who moves together, in order; this version moves everyone at once")),
                argumentSet(
                        "who is told",
                        PlanFileTest.GOOD + """
                                notify:
                                  every: 10s
                                  webhooks: [{ url: "ftp://hooks.example/T0K3N", format: json }, { url: "http://h/", format: xml }]
                                  email: { smtp: smtp.example, from: bailey, to: [ops@example.org], user: bailey }
                                """,
                        List.of(
                                "7: notify.every: nobody would read so many; say 1m or more",
                                "8: notify.webhooks[0].url: a webhook's address is like https://host/path",
                                "8: notify.webhooks[1].format: \"xml\" is not known here; this version knows slack, json",
                                "9: notify.email: user and password come together, or neither")),
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
                                "3: stores.orders.engine: \"postgres\" is not known here; this version knows postgresql; did you mean \"postgresql\"?")),
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
                                "9: control.listen: \"127.0.0.1:99999\" is not like host:port, such as 0.0.0.0:8080")),
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
                        "what this version does not do",
                        PlanFileTest.GOOD
                                        .replace("engine:", "tenant: { column: tenant_id }, engine:")
                                        .replace("listen:", "tenant: { header: X-Tenant }, listen:")
                                + """
                                slices:
                                  - { name: pilot, tenants: [acme, 7] }
                                  - { name: everyone, percent: 10 }
                                """,
                        List.of(
                                "3: stores.orders.tenant: not yet: this version moves everyone at once and tells no tenants apart; remove this key",
                                "5: services.web.tenant: not yet: this version moves everyone at once and tells no tenants apart; remove this key",
                                "7: slices[0].name: not yet: this version moves only the slice \"everyone\"; remove \"pilot\"",
                                "7: slices[0].tenants: not yet: this version moves everyone at once and tells no tenants apart; remove this key",
                                "8: slices[1].percent: not yet: this version moves everyone at once and tells no tenants apart; remove this key")),
                argumentSet(
                        "steps, people and approvals",
                        PlanFileTest.GOOD + """
                                people:
                                  ana: { token_sha256: abc }
                                approvals:
                                  go: { by: 3, of: [ana, eve] }
                                rehearsals: { required: 0, within: 2 weeks }
                                steps:
                                  - { name: copy, phase: prepare, command: [] }
                                  - { name: a, phase: later, manual: Do it., no_undo: none }
                                  - { name: b, phase: prepare, command: [x], http: { get: "http://q/" }, no_undo: none }
                                  - { name: c, phase: prepare, http: { post: "http://q/", get: "http://q/" } }
                                  - { name: d, phase: prepare, command: [x] }
                                  - { name: d, phase: prepare, command: [x], due: 2026-12-01T01:30:00Z, no_undo: n }
                                  - { name: e, phase: cutover, approval: stop, limit: 3s }
                                  - { name: f, phase: cutover, wait: { until: 2026-13-01T01:30:00Z } }
                                  - { name: g, phase: cutover, wait: { holds: 5m, http: { post: "http://q/" } }, limit: 1h }
                                  - { name: h, phase: cutover, manual: Do it., undo: { wait: { holds: 1s } } }
                                """,
                        List.of(
                                "7: people.ana.token_sha256: \"abc\" is not the SHA-256 of a person's token in 64 hexadecimal digits; \"bailey token\" makes both",
                                "10: rehearsals.required: must be at least 1: how many rehearsals without a surprise that is left open",
                                "10: rehearsals.within: \"2 weeks\" is not a time such as 14d or 36h",
                                "12: steps[0]: the step changes something: say how it is taken back under undo, or why it need not be under no_undo",
                                "12: steps[0].command: must not be empty: a program and its arguments, each an item of a list; no shell is involved",
                                "12: steps[0].name: \"copy\" is a step of Bailey's own; choose another name",
                                "13: steps[1].phase: \"later\" is not known here; this version knows prepare, replicate, validate, cutover, observe, finish",
                                "14: steps[2]: a step has one of command, http, wait, manual, approval, this one has command and http",
                                "15: steps[3].http: a request has one of get, head, post, put, patch, delete, this one has get and post",
                                "16: steps[4]: the step changes something: say how it is taken back under undo, or why it need not be under no_undo",
                                "17: steps[5].due: this belongs to a step with manual",
                                "17: steps[5].name: \"d\" stands twice; it is first on line 16",
                                "18: steps[6].approval: there is no \"stop\" among the plan's approvals",
                                "18: steps[6].limit: this belongs to a step with command or http or wait",
                                "19: steps[7]: there is no such time: Text '2026-13-01T01:30:00Z' could not be parsed: Invalid value for MonthOfYear (valid values 1 - 12): 13",
                                "20: steps[8]: a condition is looked at again and again, which is not done with a POST http://q/",
                                "21: steps[9].undo.wait: unknown key")),
                argumentSet(
                        "approvals by nobody",
                        PlanFileTest.GOOD + """
                                people:
                                  ana: { token_sha256: %1$s }
                                  ben: { token_sha256: %1$s }
                                """.formatted("0".repeat(64)),
                        List.of("6: people: ben has the token of somebody else: each person has one of their own")),
                argumentSet(
                        "approvals by too few",
                        PlanFileTest.GOOD + """
                                people:
                                  ana: { token_sha256: %s }
                                approvals:
                                  go: { by: 2 }
                                  no: { of: [eve] }
                                """.formatted("0".repeat(64)),
                        List.of(
                                "9: approvals.go: approval go is by 2 of 1 people: [ana]; name them under people, each with the hash of a token",
                                "10: approvals.no.of: there is no \"eve\" among the plan's people")),
                argumentSet(
                        "an observation that makes no sense",
                        PlanFileTest.GOOD + """
                                cutover:
                                  observe: 10s
                                  error_budget: 1%
                                  when_unknown: never
                                  roll_back_when:
                                    - { error_rate: 0%, for: 5s }
                                    - { error_rate: 1%, lag: 5s, for: 5s }
                                    - { for: 5s }
                                    - { latency: fast, for: 5s }
                                    - { latency: 1x, for: 5s }
                                    - { lag: 1s, for: 2s }
                                    - { lag: 1s, for: 1m }
                                    - { conflicts: 1, for: 30s }
                                    - { conflicts: 1 }
                                    - { conflicts: 1 }
                                    - { error_rate: 1%, percentile: p99, for: 5s }
                                    - { http: { get: "ftp://new/ok" }, for: 5s }
                                    - { command: [], for: 5s }
                                """,
                        List.of(
                                "8: cutover.error_budget: unknown key",
                                "9: cutover.when_unknown: \"never\" is not known here; this version knows ask, roll_back",
                                "11: cutover.roll_back_when[0]: an error rate lies between 0 and 100 %, not at 0 %",
                                "12: cutover.roll_back_when[1]: says more than one thing that must not be, error_rate and lag; give each an entry of its own",
                                "13: cutover.roll_back_when[2]: says nothing that must not be; name one of error_rate, latency, lag, conflicts, foreign_writes, http, command",
                                "14: cutover.roll_back_when[3].latency: \"fast\" is not how many times slower than before the cutover, such as 3x or 1.5x",
                                "15: cutover.roll_back_when[4]: a latency may grow to more than 1x, not to 1x",
                                "16: cutover.roll_back_when[5]: it has to hold for 5 s to 1 h, not 2 s",
                                "17: cutover.roll_back_when[6]: it could never hold for its time, because the observation ends before; make cutover.observe longer",
                                "18: cutover.roll_back_when[7].for: conflicts has no such key; it goes with command, error_rate, http, lag, latency; remove it",
                                "20: cutover.roll_back_when[9]: this is cutover.roll_back_when[8] on line 19 once more; remove one",
                                "21: cutover.roll_back_when[10].percentile: error_rate has no such key; it goes with latency; remove it",
                                "22: cutover.roll_back_when[11]: \"ftp://new/ok\" is no address of the form http://host/path",
                                "23: cutover.roll_back_when[12].command: must not be empty: a program of one's own and its arguments, that exits with 0 when all is well")),
                argumentSet(
                        "a condition over requests that nobody carries",
                        """
                                migration: shop
                                stores:
                                  orders: { engine: postgresql, source: "postgresql://b@old/shop", target: "postgresql://b@new/shop" }
                                cutover: { when_unknown: roll_back, roll_back_when: [ { latency: 3x } ] }
                                """,
                        List.of(
                                "4: cutover.roll_back_when[0].latency: nobody can measure it: the plan has no service whose requests Bailey's router would carry")),
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
        Path plan = write(text);

        Throwable refused = catchThrowable(() -> PlanFile.read(plan, PlanFileTest.ENVIRONMENT));

        assertThat(refused).isInstanceOf(WrongPlan.class);
        assertThat(String.valueOf(refused.getMessage()).replace(plan + ":", "").lines())
                .containsExactlyElementsOf(problems);
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("plan.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
