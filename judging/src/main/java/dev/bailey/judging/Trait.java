package dev.bailey.judging;

import dev.bailey.judging.Difference.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A way in which answers of an endpoint differ. Immutable.
 *
 * @param path where, as {@link Difference} has it
 */
record Trait(String path, Kind kind) {

    static Trait of(Difference difference) {
        return new Trait(difference.path(), difference.kind());
    }

    static Set<Trait> of(List<Difference> differences) {
        return differences.stream().map(Trait::of).collect(Collectors.toSet());
    }

    /**
     * Whether answers that differ in these ways among themselves say nothing of this one: a field whose value moves can
     * still be missed where it is gone.
     */
    boolean isBlurredBy(Set<Trait> among) {
        return among.stream()
                .anyMatch(other -> other.path.equals(path)
                        && (kind == Kind.VALUE || kind == Kind.ORDER || other.kind == kind || other.kind == Kind.TYPE));
    }
}
