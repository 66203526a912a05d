package dev.bailey.app;

import dev.bailey.runbook.People;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = {
            "Makes a token by which a person proves who decides, and the line of the plan that knows it.",
            "The token goes to that person alone, who sets it as BAILEY_TOKEN; the plan holds only its hash."
        })
final class TokenCommand implements Callable<Integer> {

    private final Shell shell;

    @Parameters(paramLabel = "PERSON", description = "Whose it is, such as ana")
    private String person = "";

    TokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String token = People.makeToken();
        shell.err().println("for " + person + " alone, as BAILEY_TOKEN:");
        shell.out().println(token);
        shell.err().println("for the plan:");
        shell.out().println("people: { " + person + ": { token_sha256: " + People.hashOf(token) + " } }");
        return Exit.DONE.code();
    }
}
