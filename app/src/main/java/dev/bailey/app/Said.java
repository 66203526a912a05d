package dev.bailey.app;

import java.util.List;

/** Tells what the API said to an order that has one sentence for an answer. */
final class Said {

    private Said() {}

    static int tell(Shell shell, ApiOptions api, RunningMigration.Answer answer) {
        List<String> because = Sentences.because(answer.body());
        if (api.json()) {
            shell.out().println(Json.pretty(answer.body()));
        } else if (answer.exit() == Exit.DONE) {
            shell.out().println(answer.body().path("sentence").asText());
        } else if (answer.exit() == Exit.CLOSED) {
            because.forEach(reason -> shell.out().println("closed: " + reason));
        } else {
            because.forEach(reason -> shell.err().println("bailey: " + reason));
        }
        return answer.exit().code();
    }
}
