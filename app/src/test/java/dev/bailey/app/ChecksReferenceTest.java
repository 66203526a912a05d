package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.Preflight;
import dev.bailey.core.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keeps docs/checks.md as the checks say it. */
class ChecksReferenceTest {

    private static final Path REFERENCE = Path.of("../docs/checks.md");

    @Test
    void theReferenceIsWhatTheChecksSay() throws IOException {
        String made = reference();
        if (Boolean.getBoolean("bailey.write-docs")) {
            Files.writeString(REFERENCE, made);
        }

        assertThat(Files.readString(REFERENCE))
                .as("docs/checks.md is made from the checks; make it again with -Dbailey.write-docs=true")
                .isEqualTo(made);
    }

    private static String reference() {
        StringBuilder page = new StringBuilder("""
                # What `bailey check` looks at

                Made from the checks; do not edit. A check that blocks may be accepted in the plan by its name, with a reason:

                ```yaml
                accepted:
                  collation-differs: texts are sorted by the application
                ```

                Each side is looked at for both directions, since a rollback needs of the target what the cutover needs of the
                source. A check of what is *read* matters forward on the source and back on the target; one of what is *written*
                matters back on the source and forward on the target.

                All of it is asked from the machine on which `bailey check` runs: what can be reached from the target's own network
                is proven only where Bailey runs there. How full a disk is, no engine tells: for PostgreSQL `log-limit` holds
                the limit of the log against the rate at which it was written, and nobody but you holds it against the disk.

                How long the copy takes is estimated from what was measured: up to 16 MB of the largest table are read (for three
                seconds at most) as one connection of the copy reads them. What the target's disk, keys and the other connections
                make of it is not in that figure; a rehearsal measures all of it, and the pause of a cutover too. Once there are three
                green rehearsals of this plan and of these tables, `bailey check` says what they let expect of both.
                """);
        table(page, "Every store, and services", Preflight.checks(Map.of()));
        table(page, "PostgreSQL", checks("postgresql"));
        table(page, "MySQL and MariaDB", checks("mysql"));
        assertThat(checks("mariadb")).isEqualTo(checks("mysql"));
        return page.toString();
    }

    private static List<Check> checks(String engine) {
        return LiveMigration.connectors().values().stream()
                .filter(connector -> connector.engine().equals(engine))
                .flatMap(connector -> connector.checks().stream())
                .toList();
    }

    private static void table(StringBuilder page, String title, List<Check> checks) {
        page.append("""

                ## %s

                | check | severity | of a side that is | why it matters |
                |---|---|---|---|
                """.formatted(title));
        for (Check check : checks) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(check.id(), lower(check.severity()), lower(check.role()), check.why()));
        }
    }

    private static String lower(Enum<?> value) {
        String name = value.name().toLowerCase(Locale.ROOT);
        return name.equals("both") ? "read and written" : name;
    }
}
