package dev.bailey.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When somebody looked last, in a file: the journal would have an entry a second of it. A file that is missing or torn
 * only makes a time unknown that was not. Confined to one thread.
 */
final class LastSeen {

    private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);

    private final Path file;
    private boolean complained;

    LastSeen(Path file) {
        this.file = file;
    }

    void now(Instant now) {
        try {
            Files.writeString(file, now.toString());
        } catch (IOException e) {
            if (!complained) {
                LOG.warn("{} cannot be written ({}): after a restart, more will be unknown", file, e.getMessage());
                complained = true;
            }
        }
    }

    Optional<Instant> read() {
        try {
            return Optional.of(Instant.parse(Files.readString(file)));
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
