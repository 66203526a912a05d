package dev.bailey.app;

import dev.bailey.control.RouterLink;
import dev.bailey.router.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "router",
        description = "Runs one more router for a running migration, in a process of its own. Once it has joined, it"
                + " serves by its last route without the control plane too.")
final class RouterCommand implements Callable<Integer> {

    private static final String TOKEN = "BAILEY_JOIN_TOKEN";

    private final Shell shell;
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--join",
            required = true,
            paramLabel = "URL",
            description = "Where the control plane listens, as http://host:port")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private URI join;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "Holds the token: join.token of the migration's state folder, or a copy (default: the token is"
                            + " in the environment, in " + TOKEN + ")")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(names = "--service", paramLabel = "NAME", description = "Whose requests it takes (default: the only one)")
    private String service = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where it takes requests (default: where the plan says)")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--share-port",
            description = "Lets other routers of the same user, started so too, take requests on the same port: one may"
                    + " then take over from another")
    private boolean sharePort;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Its name in status and journal (default: this machine's, with four letters of its own)")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Keeps what it was told and its last route (default: ${DEFAULT-VALUE})")
    private Path state = Path.of(".bailey-router");

    RouterCommand(Shell shell, Wiring wiring) {
        this.shell = shell;
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<ListenAddress> address = listen.map(text -> PlanText.endpoint(text)
                .orElseThrow(() -> wrong("--listen " + text + " is not like host:port, such as 0.0.0.0:8080")));
        try (RouterFolder folder = RouterFolder.open(shell.folder().resolve(state))) {
            RouterLink.Join request = new RouterLink.Join(join, token(), name.orElseGet(folder::name), service);
            return wiring.router(new Wiring.RouterRequest(request, address, sharePort, folder), shell)
                    .code();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private String token() {
        String token = tokenFile
                .map(this::content)
                .orElseGet(() -> shell.environment().getOrDefault(TOKEN, ""))
                .strip();
        if (token.isEmpty()) {
            throw wrong("there is no token: name its file with --token-file, or put it into " + TOKEN
                    + "; it lies in join.token in the migration's state folder");
        }
        return token;
    }

    private String content(Path file) {
        try {
            return Files.readString(shell.folder().resolve(file));
        } catch (IOException e) {
            throw wrong("--token-file " + file + " cannot be read: " + e);
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
