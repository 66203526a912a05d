package dev.bailey.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.bailey.control.Rehearsal;
import dev.bailey.control.RehearsalBook;
import dev.bailey.control.StateFolder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rehearsals",
        description =
                "Lists the rehearsals of a plan and what surprised in them, or closes a surprise with a sentence.")
final class RehearsalsCommand implements Callable<Integer> {

    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan (default: ${DEFAULT-VALUE})")
    private Path plan = Path.of("migration.yaml");

    @Option(names = "--close", paramLabel = "ID", description = "The surprise, such as 2.1")
    private String close = "";

    @Option(names = "--because", paramLabel = "TEXT", description = "What was found out and done about it")
    private String because = "";

    @Option(names = "--json", description = "Print them as JSON")
    private boolean json;

    RehearsalsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Path path = shell.folder().resolve(plan);
        RehearsalBook book =
                new RehearsalBook(StateFolder.beside(path, PlanFile.migration(path)), InstantSource.system());
        return close.isEmpty() ? list(book.all()) : close(book);
    }

    private int close(RehearsalBook book) {
        if (because.isBlank()) {
            shell.err().println("bailey rehearsals: say with --because what was found out and done about it");
            return Exit.WRONG.code();
        }
        if (!book.close(close, because, shell.user())) {
            shell.err().println("bailey rehearsals: there is no surprise " + close);
            return Exit.WRONG.code();
        }
        shell.out().println("surprise " + close + " is closed");
        return Exit.DONE.code();
    }

    private int list(List<Rehearsal> rehearsals) {
        if (json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            rehearsals.forEach(rehearsal -> all.add(new RehearsalPage(rehearsal).tree()));
            shell.out().println(Json.pretty(all));
        } else if (rehearsals.isEmpty()) {
            shell.out().println("there are no rehearsals; begin one with \"bailey rehearse\"");
        } else {
            rehearsals.forEach(rehearsal -> shell.out().println(new RehearsalPage(rehearsal).text()));
        }
        return Exit.DONE.code();
    }
}
