package dev.bailey.app;

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
