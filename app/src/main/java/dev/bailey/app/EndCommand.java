package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends a migration, and tells how it goes until it is over. Interrupted, it goes on all the same. */
abstract class EndCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 500;

    private final Shell shell;
    private final String act;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    private EndCommand(Shell shell, String act) {
        this.shell = shell;
        this.act = act;
    }

    @Override
    public Integer call() throws InterruptedException {
        RunningMigration migration = api.migration(shell);
        RunningMigration.Answer answer = migration.order("/api/" + act, RunningMigration.LOOK);
        if (answer.exit() != Exit.DONE) {
            return Said.tell(shell, api, answer);
        }
        Set<String> told = new HashSet<>();
        while (true) {
            JsonNode status = migration.look("/api/status").body();
            if (status.path("phase").asText().equals("over")) {
                shell.out()
                        .println(
                                api.json()
                                        ? Json.pretty(status)
                                        : "the migration is over; \"bailey report\" tells how it went");
                return Exit.DONE.code();
            }
            tell(status, told);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private void tell(JsonNode status, Set<String> told) {
        for (JsonNode step : status.path("steps")) {
            String state = step.path("state").asText();
            if (List.of("running", "failed").contains(state)) {
                say(
                        state + "  " + step.path("title").asText() + ": "
                                + step.path("detail").asText(),
                        told);
            }
        }
        status.path("waiting")
                .forEach(step -> say("waits    " + step.path("because").asText(), told));
    }

    private void say(String line, Set<String> told) {
        if (told.add(line)) {
            shell.err().println(line);
        }
    }

    @Command(
            name = "finish",
            description = {
                "Gives up the old side of a running migration, once nobody has used it for as long as the plan says:"
                        + " runs the plan's steps of the phase finish, then removes every trace of Bailey from both sides.",
                "From then on there is no way back. The routers go on serving from the target."
            })
    static final class Finish extends EndCommand {
        Finish(Shell shell) {
            super(shell, "finish");
        }
    }

    @Command(
            name = "abandon",
            description = {
                "Gives up a running migration while the source serves: undoes the plan's own steps, the last first, then"
                        + " removes every trace of Bailey from both sides.",
                "What was copied stays on the target. \"bailey undo\" shows what would be undone."
            })
    static final class Abandon extends EndCommand {
        Abandon(Shell shell) {
            super(shell, "abandon");
        }
    }
}
