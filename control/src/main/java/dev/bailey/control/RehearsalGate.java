package dev.bailey.control;

import dev.bailey.core.Side;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Open once this plan was rehearsed as often as it asks for, as it is now and with the tables as they are. Thread-safe.
 */
final class RehearsalGate {

    private static final String NAME = "rehearsals";

    private final Procedure procedure;
    private final RehearsalBook book;
    private final Supplier<Map<Side, Fingerprint>> schemas;
    private final InstantSource clock;

    RehearsalGate(
            Procedure procedure, RehearsalBook book, Supplier<Map<Side, Fingerprint>> schemas, InstantSource clock) {
        this.procedure = procedure;
        this.book = book;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** Only the way to the target was to be rehearsed; nobody is kept from going back. */
    List<NamedGate> towards(Side to) {
        int required = procedure.rehearsals().required();
        if (required == 0 || to == Side.SOURCE) {
            return List.of();
        }
        int green = counting().size();
        return List.of(
                green >= required
                        ? NamedGate.open(NAME)
                        : NamedGate.closed(
                                NAME,
                                green + " of " + required + " green rehearsals of this plan within "
                                        + days(procedure.rehearsals().within()) + why()));
    }

    /** Those that say something about a run as things are now, oldest first. */
    List<Rehearsal> counting() {
        Map<Side, Fingerprint> now = schemas.get();
        return book.all().stream()
                .filter(rehearsal -> whyNot(rehearsal, now).isEmpty())
                .toList();
    }

    /** Of the newest that does not count, for that is the one that people have in mind. */
    private String why() {
        Map<Side, Fingerprint> now = schemas.get();
        List<Rehearsal> all = book.all();
        for (int i = all.size() - 1; i >= 0; i--) {
            Optional<String> because = whyNot(all.get(i), now);
            if (because.isPresent()) {
                return "; rehearsal " + all.get(i).number() + " does not count: " + because.get();
            }
        }
        return "; begin one with \"bailey rehearse\"";
    }

    private Optional<String> whyNot(Rehearsal rehearsal, Map<Side, Fingerprint> now) {
        if (!rehearsal.because().isEmpty()) {
            return Optional.of("it did not go through, " + rehearsal.because());
        }
        Optional<Rehearsal.Surprise> open = rehearsal.surprises().stream()
                .filter(surprise -> surprise.closed().isEmpty())
                .findFirst();
        if (open.isPresent()) {
            return Optional.of("surprise " + open.get().id() + " is not closed: "
                    + open.get().sentence());
        }
        Instant oldest = clock.instant().minus(procedure.rehearsals().within());
        if (rehearsal.at().isBefore(oldest)) {
            return Optional.of("it is older than " + days(procedure.rehearsals().within()));
        }
        return rehearsal.differs(procedure.text(), now);
    }

    private static String days(Duration within) {
        return within.toHours() % 24 == 0 ? within.toDays() + " days" : within.toHours() + " hours";
    }
}
