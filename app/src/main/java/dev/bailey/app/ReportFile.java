package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.JsonText;
import dev.bailey.control.Report;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a report goes that was asked for with {@code --report}. */
final class ReportFile {

    private ReportFile() {}

    /** @throws Problem when it is no report */
    static JsonNode read(Path file) {
        try {
            JsonNode report = new ObjectMapper().readTree(file.toFile());
            if (report != null && report.path("migration").isTextual()) {
                return report;
            }
            throw new Problem(Problem.Kind.UNFIT, "file " + file + " is no report of Bailey's in JSON");
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT, "file " + file + " cannot be read as a report in JSON: " + e.getMessage(), e);
        }
    }

    static void write(Optional<Path> file, Report report) {
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(file.get(), JsonText.of(report) + "\n");
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.FAILED, "cannot write the report to " + file.get() + ": " + e.getMessage(), e);
        }
    }
}
