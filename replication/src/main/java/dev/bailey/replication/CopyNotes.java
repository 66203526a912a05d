package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.TableId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is noted as copied and followed since, beside the checkpoint of a stream that nobody applies yet. */
final class CopyNotes {

    private static final Logger LOG = LoggerFactory.getLogger(CopyNotes.class);

    private final Line line;

    CopyNotes(Line line) {
        this.line = line;
    }

    Set<TableId> all() {
        try (Applier applier = line.into().applier(line.stream())) {
            return applier.copied();
        }
    }

    /**
     * Takes back the notes of all other tables, so that they are copied anew if they are to be followed again.
     *
     * @throws dev.bailey.core.Problem of kind CONFLICT when another process applies this stream
     */
    void keepOnly(Set<TableId> followed) {
        Optional<Checkpoint> stored = line.into().checkpoint(line.stream());
        try (Applier applier = line.into().applier(line.stream())) {
            Set<TableId> others = new HashSet<>(applier.copied());
            others.removeAll(followed);
            if (stored.isPresent() && !others.isEmpty()) {
                LOG.warn("{} has not followed {} all the time; what comes back is copied anew", line.stream(), others);
                Checkpoint last = stored.get();
                line.restoreTouched(last.counter());
                Checkpoint next = new Checkpoint(
                        last.stream(), last.position(), last.counter() + 1, last.applying(), last.mark());
                applier.begin(next);
                others.forEach(applier::uncopied);
                line.touched().committing(next.counter());
                applier.commit();
            }
        }
    }
}
