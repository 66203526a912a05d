package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.bailey.core.Side;
import dev.bailey.runbook.Answer;
import dev.bailey.runbook.UndoPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be asked of a running migration, by method and path. Not for an event loop: some of it takes hours.
 * Immutable.
 */
final class ApiCalls {

    private static final int REASON_LENGTH_MAX = 500;
    private static final double PERCENT_MAX = 100;
    private static final String SLICE = "/api/slices/([^/]+)/";

    private final Migration migration;
    private final List<Route> routes = new ArrayList<>();

    private interface Work {
        ApiAnswer answer(ApiCall call) throws InterruptedException;
    }

    private record Route(String method, Pattern path, Work work) {}

    ApiCalls(Migration migration) {
        this.migration = migration;
        on("GET", "/api/status", call -> ApiAnswer.ok(migration.status()));
        on("GET", "/api/report", call -> ApiAnswer.ok(migration.report()));
        on("POST", "/api/verify", call -> ApiAnswer.ok(VerdictLines.of(migration.verify(), migration.leftOut())));
        on("POST", SLICE + "cutover", call -> move(Side.TARGET, call));
        on("POST", SLICE + "rollback", call -> move(Side.SOURCE, call));
        on("POST", SLICE + "go-on", this::goOn);
        on("POST", SLICE + "canary", this::canary);
        on("POST", "/api/throttle", this::throttle);
        on("POST", "/api/shadow", this::shadow);
        on("POST", "/api/recording/start", this::record);
        on("POST", "/api/recording/stop", call -> migration.recording().stop(call.who()));
        on("POST", "/api/conflicts/retry", call -> gone(migration.conflicts().retry(call.who()), NONE_HALTED));
        on("POST", "/api/conflicts/heal", this::heal);
        on("POST", "/api/tables/(.+)/reload", this::reload);
        on("POST", "/api/tables/(.+)/repair", this::repair);
        on("GET", "/api/validation", call -> ApiAnswer.ok(migration.validation().left()));
        on("POST", "/api/validation/remove", this::removeValidation);
        on("GET", "/api/answers", call -> ApiAnswer.ok(migration.answers().status()));
        on(
                "POST",
                "/api/answers/accept",
                call -> said(migration
                        .answers()
                        .accept(
                                call.parameter("endpoint").orElse(""),
                                call.parameter("path").orElse(""),
                                call.parameter("reason").orElse(""),
                                call.who())));
        on("POST", "/api/answers/forget", call -> said(migration.answers().forget(call.who())));
        on(
                "GET",
                "/api/approvals",
                call -> ApiAnswer.ok(
                        Map.of("approvals", migration.conduct().goNoGo().lines())));
        on("POST", "/api/approvals/(.+)", this::approve);
        on(
                "POST",
                "/api/steps/(.+)/confirm",
                call -> said(migration.conduct().confirm(call.subject(), call.who(), note(call))));
        on(
                "POST",
                "/api/steps/(.+)/again",
                call -> said(migration.conduct().again(call.subject(), call.who(), note(call))));
        on(
                "GET",
                "/api/undo",
                call -> ApiAnswer.ok(Map.of(
                        "undo",
                        migration.conduct().undo().items().stream()
                                .map(UndoPlan.Item::sentence)
                                .toList())));
        on("POST", "/api/finish", call -> ended(Ending.Way.FINISH, call));
        on("POST", "/api/abandon", call -> ended(Ending.Way.ABANDON, call));
    }

    private ApiAnswer approve(ApiCall call) {
        Optional<String> token = call.caller().token();
        if (token.isEmpty()) {
            return ApiAnswer.forbidden("only a person approves, with a token of their own: set BAILEY_TOKEN to yours");
        }
        GoNoGo goNoGo = migration.conduct().goNoGo();
        String reason = call.parameter("reason").orElse("");
        return said(
                switch (call.parameter("decision").orElse("yes")) {
                    case "no" -> goNoGo.refuse(call.subject(), token.get(), reason);
                    case "take-back" -> goNoGo.takeBack(call.subject(), token.get(), reason);
                    default ->
                        goNoGo.give(
                                call.subject(),
                                token.get(),
                                reason,
                                call.parameter("evidence").orElse(""));
                });
    }

    private static String note(ApiCall call) {
        return call.parameter("note").orElse("");
    }

    private static ApiAnswer said(Answer answer) {
        return answer.isDone()
                ? ApiAnswer.done(Map.of("sentence", answer.sentence()))
                : ApiAnswer.closed(List.of(answer.sentence()));
    }

    private ApiAnswer ended(Ending.Way way, ApiCall call) {
        Optional<String> unsettled =
                way == Ending.Way.FINISH ? migration.slices().unsettled() : Optional.empty();
        if (unsettled.isPresent()) {
            return ApiAnswer.closed(List.of("observation: " + unsettled.get()));
        }
        List<String> because = migration.conduct().end(way, call.who());
        return because.isEmpty()
                ? ApiAnswer.ok(Map.of(
                        "outcome", "started", "sentence", "the end has begun; \"bailey status\" shows how far it is"))
                : ApiAnswer.closed(because);
    }

    private static final String NONE_HALTED = "no stream has halted at a conflict";

    private void on(String method, String path, Work work) {
        routes.add(new Route(method, Pattern.compile(path), work));
    }

    /** @param decode of the part that the path leaves open */
    ApiAnswer answer(
            String method, String path, Map<String, String> parameters, Caller caller, Function<String, String> decode)
            throws InterruptedException {
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (route.method().equals(method) && matcher.matches()) {
                String subject = matcher.groupCount() == 0 ? "" : decode.apply(matcher.group(1));
                return route.work().answer(new ApiCall(caller, subject, parameters));
            }
        }
        return ApiAnswer.notThere("there is no " + method + " " + path);
    }

    private ApiAnswer move(Side to, ApiCall call) throws InterruptedException {
        Optional<MovingSlice> slice = migration.slices().of(call.subject());
        return slice.isPresent() ? moved(migration.move(slice.get(), to, call.who())) : noSlice(call);
    }

    private ApiAnswer noSlice(ApiCall call) {
        return ApiAnswer.notThere("there is no slice " + call.subject() + "; there "
                + (migration.slices().all().size() == 1 ? "is " : "are ")
                + migration.slices().all().stream().map(MovingSlice::name).collect(Collectors.joining(", ")));
    }

    private ApiAnswer goOn(ApiCall call) {
        if (migration.slices().of(call.subject()).isEmpty()) {
            return noSlice(call);
        }
        String reason = call.parameter("reason").orElse("").strip();
        if (reason.isEmpty() || reason.length() > REASON_LENGTH_MAX) {
            return ApiAnswer.notThere("say why, in a reason of 1 to " + REASON_LENGTH_MAX + " characters");
        }
        return migration
                .slices()
                .goOn(call.subject(), reason, call.who())
                .map(question -> ApiAnswer.done(Map.of("question", question)))
                .orElseGet(() -> ApiAnswer.closed(List.of("no observation waits for an answer")));
    }

    private ApiAnswer canary(ApiCall call) {
        Optional<MovingSlice> slice = migration.slices().of(call.subject());
        String state = call.parameter("state").orElse("");
        String reason = call.parameter("reason").orElse("").strip();
        if (slice.isEmpty()) {
            return noSlice(call);
        }
        if (!state.equals(CanaryDesk.ON) && !state.equals(CanaryDesk.OFF)) {
            return ApiAnswer.notThere("a read canary is on or off");
        }
        if (reason.length() > REASON_LENGTH_MAX) {
            return ApiAnswer.notThere("a reason has at most " + REASON_LENGTH_MAX + " characters");
        }
        CanaryDesk canaries = migration.canaries();
        return said(
                state.equals(CanaryDesk.ON)
                        ? canaries.begin(slice.get(), reason, call.who())
                        : canaries.end(slice.get(), reason, call.who()));
    }

    private ApiAnswer throttle(ApiCall call) {
        Optional<Throttling> throttling = call.parameter("speed").flatMap(Throttling::of);
        if (throttling.isEmpty()) {
            return ApiAnswer.notThere("a speed is like 20MB, off or auto");
        }
        migration.throttle(throttling.get(), call.who());
        return ApiAnswer.done(Map.of("speed", throttling.get().toString()));
    }

    private ApiAnswer shadow(ApiCall call) {
        OptionalDouble percent =
                call.parameter("percent").map(ApiCalls::percent).orElse(OptionalDouble.empty());
        if (percent.isEmpty()) {
            return ApiAnswer.notThere("a share is a number of percent from 0 to 100");
        }
        List<String> services = migration.shadow(call.parameter("service"), percent.getAsDouble(), call.who());
        return services.isEmpty()
                ? ApiAnswer.closed(List.of("no such service of this process has a shadow; the plan gives it one"))
                : ApiAnswer.done(Map.of("percent", percent.getAsDouble(), "services", services));
    }

    private static OptionalDouble percent(String text) {
        boolean isOne = text.matches("[0-9]{1,3}([.][0-9]{1,6})?") && Double.parseDouble(text) <= PERCENT_MAX;
        return isOne ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    private ApiAnswer record(ApiCall call) {
        OptionalDouble percent =
                call.parameter("percent").map(ApiCalls::percent).orElse(OptionalDouble.empty());
        String seconds = call.parameter("seconds").orElse("");
        String bytes = call.parameter("bytes").orElse("");
        if (percent.isEmpty() || !seconds.matches("[1-9][0-9]{0,8}") || !bytes.matches("[1-9][0-9]{0,14}")) {
            return ApiAnswer.notThere("a recording is asked for by percent, seconds and bytes, each a number");
        }
        double share = percent.getAsDouble() / PERCENT_MAX;
        Duration limit = Duration.ofSeconds(Long.parseLong(seconds));
        if (share <= 0 || limit.compareTo(RecordDesk.LIMIT_MAX) > 0) {
            return ApiAnswer.notThere("a recording takes more than 0 and at most 100 percent, and "
                    + RecordDesk.LIMIT_MAX.toHours() + " hours at most");
        }
        return migration
                .recording()
                .start(
                        new RecordDesk.Order(
                                call.parameter("service"),
                                share,
                                limit,
                                Long.parseLong(bytes),
                                call.parameter("personal")
                                        .map(names -> Set.copyOf(List.of(names.split(",", -1))))
                                        .orElse(Set.of())),
                        call.who());
    }

    private ApiAnswer heal(ApiCall call) {
        String id = call.parameter("id").orElse("");
        if (id.equals("all")) {
            return gone(migration.conflicts().healAll(call.who()), NONE_HALTED);
        }
        Optional<ConflictId> conflict = ConflictId.of(id);
        if (conflict.isEmpty()) {
            return ApiAnswer.notThere("a conflict's number is like orders/target/17, or all");
        }
        return gone(
                migration.conflicts().heal(conflict.get(), call.who()),
                "no stream stands before " + conflict.get() + "; halted are "
                        + migration.conflicts().waiting());
    }

    private static ApiAnswer gone(List<ConflictId> conflicts, String otherwise) {
        return conflicts.isEmpty()
                ? ApiAnswer.closed(List.of(otherwise))
                : ApiAnswer.done(Map.of(
                        "conflicts",
                        conflicts.stream().map(ConflictId::toString).toList()));
    }

    private ApiAnswer reload(ApiCall call) {
        String store = call.parameter("store").orElse("");
        ReloadAnswer answer = migration.reload(store, call.subject(), call.who());
        if (answer instanceof ReloadAnswer.Started started) {
            return ApiAnswer.ok(Map.of(
                    "outcome", "started",
                    "store", started.store(),
                    "table", started.table().toString()));
        }
        if (answer instanceof ReloadAnswer.Refused refused) {
            return ApiAnswer.closed(List.of(refused.because()));
        }
        return noTable(call.subject(), store, ((ReloadAnswer.NotThere) answer).tables());
    }

    private static ApiAnswer noTable(String table, String store, List<String> tables) {
        return new ApiAnswer(
                404,
                Map.of(
                        "because",
                        List.of("no table " + table + " is moved" + (store.isEmpty() ? "" : " in store " + store)),
                        "tables",
                        tables));
    }

    private ApiAnswer repair(ApiCall call) {
        String store = call.parameter("store").orElse("");
        boolean dryRun = call.parameter("dry-run").filter("true"::equals).isPresent();
        List<String> keys;
        try {
            keys = JsonText.strings(call.parameter("keys").orElse("[]"));
        } catch (JsonProcessingException e) {
            return ApiAnswer.closed(List.of("keys are a JSON array of texts"));
        }
        RepairAnswer answer = migration.repair(new RepairOrder(store, call.subject(), keys, dryRun), call.who());
        if (answer instanceof RepairAnswer.Refused refused) {
            return ApiAnswer.closed(List.of(refused.because()));
        }
        return answer instanceof RepairAnswer.NotThere notThere
                ? noTable(call.subject(), store, notThere.tables())
                : ApiAnswer.ok(answer);
    }

    private ApiAnswer removeValidation(ApiCall call) {
        List<String> hindered = new ArrayList<>();
        return migration
                .validation()
                .remove(call.who(), hindered::add)
                .map(removed -> ApiAnswer.done(Map.of("rows", removed.rows(), "kept", removed.kept())))
                .orElseGet(() -> ApiAnswer.closed(hindered));
    }

    private static ApiAnswer moved(FlipAnswer answer) {
        if (answer instanceof FlipAnswer.Done done) {
            return ApiAnswer.done(Map.of("flip", StatusView.flip(done.move())));
        }
        if (answer instanceof FlipAnswer.GivenUp givenUp) {
            Status.FlipLine flip = StatusView.flip(givenUp.move());
            return new ApiAnswer(500, Map.of("outcome", "failed", "because", List.of(flip.because()), "flip", flip));
        }
        if (answer instanceof FlipAnswer.Begun begun) {
            return ApiAnswer.ok(Map.of("outcome", "begun", "because", begun.because()));
        }
        return ApiAnswer.closed(((FlipAnswer.Closed) answer).because());
    }
}
