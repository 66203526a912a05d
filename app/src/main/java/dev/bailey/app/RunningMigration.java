package dev.bailey.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.RehearsalBook;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A migration that another process runs, reached through its API. Thread-safe. */
final class RunningMigration {

    /** How long a look at what is known may take, beside databases and applications that do not answer. */
    static final Duration LOOK = Duration.ofSeconds(30);

    /** How long a change of sides may take; its own limits end it much earlier. */
    static final Duration FLIP = Duration.ofMinutes(5);

    /** How long comparing all data may take. */
    static final Duration COMPARISON = Duration.ofHours(12);

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private static final int OK = 200;
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;
    private static final int NOT_THERE = 404;
    private static final int FAILED = 500;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String start;
    private final ApiAddress address;
    private final String user;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();

    private RunningMigration(String name, String start, ApiAddress address, String user) {
        this.name = name;
        this.start = start;
        this.address = address;
        this.user = user;
    }

    /**
     * One that runs by this plan.
     *
     * @param rehearsal whether it is its rehearsal
     * @param token of the person who asks, instead of the run's own
     * @throws Problem when no run of this plan has left its address
     */
    static RunningMigration of(Path plan, boolean rehearsal, Optional<String> token, String user) {
        String migration = PlanFile.migration(plan);
        StateFolder real = StateFolder.beside(plan, migration);
        Path api = (rehearsal ? real.rehearsal(new RehearsalBook(real, InstantSource.system()).next()) : real).api();
        try {
            ApiAddress address = ApiAddress.read(api);
            return new RunningMigration(
                    "migration " + migration,
                    "\"bailey run " + plan + "\"",
                    token.map(own -> new ApiAddress(address.url(), own)).orElse(address),
                    user);
        } catch (FileNotFoundException e) {
            throw new Problem(
                    Problem.Kind.UNREACHABLE,
                    "migration " + migration + " is not running, or has not reached its databases since it was started:"
                            + " there is no " + api + "; start it with \"bailey run " + plan
                            + "\", or see what that says",
                    e);
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "file " + api + " cannot be read: it belongs to whoever runs the migration; ask as that user, or"
                            + " with --url and a token of your own",
                    e);
        }
    }

    /** One that runs elsewhere. */
    static RunningMigration at(URI url, Optional<String> token, String user) {
        String own = token.orElseThrow(() -> new Problem(
                Problem.Kind.UNFIT, "who asks by --url shows a token: set " + ApiOptions.TOKEN + " to yours"));
        return new RunningMigration("the migration", "\"bailey run\" there", new ApiAddress(url, own), user);
    }

    /** @throws Problem when it cannot tell */
    Answer look(String path) throws InterruptedException {
        Answer answer = ask("GET", path, LOOK);
        if (answer.exit() != Exit.DONE) {
            throw new Problem(Problem.Kind.FAILED, name + ": " + String.join("; ", Sentences.because(answer.body())));
        }
        return answer;
    }

    Answer order(String path, Duration limit) throws InterruptedException {
        return ask("POST", path, limit);
    }

    private Answer ask(String method, String path, Duration limit) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.url().resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + address.token())
                .header("X-Bailey-User", user)
                .timeout(limit)
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer(response.statusCode(), response.body());
        } catch (HttpTimeoutException e) {
            throw new Problem(
                    Problem.Kind.BUSY,
                    name + " at " + address + " gave no answer within " + limit.toSeconds()
                            + " s: look at its log; what was asked may still happen",
                    e);
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNREACHABLE,
                    name + " does not answer at " + address + ": start it again with " + start
                            + "; it goes on where it stood",
                    e);
        }
    }

    private Answer answer(int status, String body) {
        try {
            JsonNode said = JSON.readTree(body);
            if (List.of(OK, CONFLICT, FORBIDDEN, NOT_THERE, FAILED).contains(status)) {
                return new Answer(exit(status), said);
            }
            throw unexpected(status, String.join("; ", Sentences.because(said)));
        } catch (JsonProcessingException e) {
            throw unexpected(status, "no JSON");
        }
    }

    private static Exit exit(int status) {
        return switch (status) {
            case OK -> Exit.DONE;
            case CONFLICT -> Exit.CLOSED;
            case FORBIDDEN, NOT_THERE -> Exit.WRONG;
            default -> Exit.FAILED;
        };
    }

    private Problem unexpected(int status, String said) {
        return new Problem(
                Problem.Kind.FAILED,
                name + " at " + address + " answered " + status + ": " + said
                        + "; check that this is the same version of Bailey");
    }

    /** What the migration says to one question. */
    record Answer(Exit exit, JsonNode body) {}
}
