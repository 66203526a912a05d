package dev.bailey.app;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is wrong with what a plan asks of people and of the world around the data is told as well, each with its line.
 */
class WrongProcedureTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> wrongPlans() {
        return Stream.of(
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
                                    - { figure: orders }
                                    - { figure: sales, sql: "SELECT 1", store: goods }
                                    - { figure: stock, sql: "SELECT 1" }
                                    - { lag: 1s, for: 5s, sql: "SELECT 1" }
                                """,
                        List.of(
                                "8: cutover.error_budget: unknown key",
                                "9: cutover.when_unknown: \"never\" is not known here; this version knows ask, roll_back",
                                "11: cutover.roll_back_when[0]: an error rate lies between 0 and 100 %, not at 0 %",
                                "12: cutover.roll_back_when[1]: says more than one thing that must not be, error_rate and lag; give each an entry of its own",
                                "13: cutover.roll_back_when[2]: says nothing that must not be; name one of error_rate, latency, judge, figure, lag, conflicts, foreign_writes, http, command",
                                "14: cutover.roll_back_when[3].latency: \"fast\" is not how many times slower than before the cutover, such as 3x or 1.5x",
                                "15: cutover.roll_back_when[4]: a latency may grow to more than 1x, not to 1x",
                                "16: cutover.roll_back_when[5]: it has to hold for 5 s to 1 h, not 2 s",
                                "17: cutover.roll_back_when[6]: it could never hold for its time, because the observation ends before; make cutover.observe longer",
                                "18: cutover.roll_back_when[7].for: conflicts has no such key; it goes with command, error_rate, http, lag, latency; remove it",
                                "20: cutover.roll_back_when[9]: this is cutover.roll_back_when[8] on line 19 once more; remove one",
                                "21: cutover.roll_back_when[10].percentile: error_rate has no such key; it goes with latency; remove it",
                                "22: cutover.roll_back_when[11]: \"ftp://new/ok\" is no address of the form http://host/path",
                                "23: cutover.roll_back_when[12].command: must not be empty: a program of one's own and its arguments, that exits with 0 when all is well",
                                "24: cutover.roll_back_when[13]: nobody can read it; give sql, or pages",
                                "25: cutover.roll_back_when[14].store: the plan has no such store",
                                "26: cutover.roll_back_when[15]: in 10 s it would be read fewer than 16 times, which judges nothing; read it more often",
                                "27: cutover.roll_back_when[16].sql: lag has no such key; it goes with figure; remove it")),
                argumentSet(
                        "a condition over requests that nobody carries",
                        """
                                migration: shop
                                stores:
                                  orders: { engine: postgresql, source: "postgresql://b@old/shop", target: "postgresql://b@new/shop" }
                                cutover: { when_unknown: roll_back, roll_back_when: [ { latency: 3x } ] }
                                """,
                        List.of(
                                "4: cutover.roll_back_when[0].latency: nobody can measure it: the plan has no service whose requests Bailey's router would carry")));
    }

    @ParameterizedTest
    @MethodSource("wrongPlans")
    void everyProblemIsNamedWithItsLine(String text, List<String> problems) {
        WrongPlanTest.requireProblems(folder, text, problems);
    }
}
