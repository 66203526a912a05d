package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The documentation says where the router answers differently from its peers, and the corpus knows. */
class PeersTableTest {

    private static final Path PAGE = Path.of("../docs/router.md");
    private static final String HEADING = "## Where it answers differently from nginx and HAProxy";
    private static final int CELLS = 4;

    private final List<CorpusCase> corpus = Corpus.read("requests.corpus");

    @Test
    void whatOneRefusesAndAnotherPassesOnHasARow() {
        assertThat(corpus)
                .allSatisfy(message -> assertThat(message.isDisputed())
                        .as(message.name())
                        .isEqualTo(!message.row().isEmpty()));
    }

    @Test
    void theTableOfTheDocumentationSaysWhatTheCorpusSays() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> whys = new ArrayList<>();
        for (String line : section()) {
            String[] cells = line.split(" \\| ", -1);
            rows.add(String.join(" | ", List.of(cells).subList(0, CELLS)));
            whys.add(cells[CELLS].replace("|", "").strip());
        }

        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(whys).doesNotContain("");
    }

    private List<String> section() throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf(HEADING) + HEADING.length());
        return section.substring(0, section.indexOf("\n## "))
                .lines()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| request |"))
                .toList();
    }

    private List<String> expected() {
        Set<String> labels = new LinkedHashSet<>();
        corpus.stream().map(CorpusCase::row).filter(row -> !row.isEmpty()).forEach(labels::add);
        return labels.stream()
                .map(label -> "| " + label + " | " + outcomes(label, CorpusCase::answer) + " | "
                        + outcomes(label, CorpusCase::nginx) + " | " + outcomes(label, CorpusCase::haproxy))
                .toList();
    }

    /** Those of all cases of a row, each once, in their order. */
    private String outcomes(String label, Function<CorpusCase, String> answer) {
        List<String> outcomes = corpus.stream()
                .filter(message -> message.row().equals(label))
                .map(answer)
                .map(CorpusCase::outcome)
                .distinct()
                .toList();
        return String.join("; ", outcomes);
    }
}
