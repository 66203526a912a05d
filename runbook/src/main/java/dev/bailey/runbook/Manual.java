package dev.bailey.runbook;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a person does and confirms. Immutable.
 *
 * @param sentence what to do
 * @param owner who does it
 * @param due by when
 */
public record Manual(String sentence, Optional<String> owner, Optional<Instant> due) implements Action {

    public Manual {
        if (sentence.isBlank()) {
            throw new IllegalArgumentException("a manual step says in a sentence what to do");
        }
        if (owner.isPresent() && owner.get().isBlank()) {
            throw new IllegalArgumentException("the owner of \"" + sentence + "\" has no name");
        }
    }

    @Override
    public String title() {
        return sentence;
    }

    @Override
    public boolean changesNothing() {
        return false;
    }
}
