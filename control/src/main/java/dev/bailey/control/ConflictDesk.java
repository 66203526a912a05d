package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.runbook.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lets halted streams go on by a person's word, and notes in the journal whose it was. Thread-safe. */
final class ConflictDesk {

    private static final String KIND = "conflict";

    private final List<MovingStore> stores;
    private final Journal journal;

    ConflictDesk(List<MovingStore> stores, Journal journal) {
        this.stores = List.copyOf(stores);
        this.journal = journal;
    }

    /** Lets every halted stream try again. @return the conflicts at which they stood; none when no stream has halted */
    List<ConflictId> retry(String by) {
        List<ConflictId> gone = new ArrayList<>();
        for (Halted halted : halted()) {
            note(halted, "tried again", by);
            if (halted.store.replication().retry(halted.reads)) {
                gone.add(halted.id);
            }
        }
        return gone;
    }

    /** Lets every halted stream heal whatever it meets until it has caught up. */
    List<ConflictId> healAll(String by) {
        List<ConflictId> gone = new ArrayList<>();
        for (Halted halted : halted()) {
            note(halted, "healed, with all up to now", by);
            if (halted.store.replication().healAll(halted.reads, by)) {
                gone.add(halted.id);
            }
        }
        return gone;
    }

    /** Lets the stream heal the one at which it halted. */
    List<ConflictId> heal(ConflictId id, String by) {
        List<ConflictId> gone = new ArrayList<>();
        for (Halted halted : halted()) {
            if (halted.id.equals(id)) {
                note(halted, "healed", by);
                if (halted.store.replication().heal(halted.reads, id.number(), by)) {
                    gone.add(id);
                }
            }
        }
        return gone;
    }

    /** The conflicts at which streams stand. */
    List<ConflictId> waiting() {
        return halted().stream().map(Halted::id).toList();
    }

    private record Halted(MovingStore store, Side reads, ConflictId id) {}

    private List<Halted> halted() {
        List<Halted> halted = new ArrayList<>();
        for (MovingStore store : stores) {
            for (Side reads : Side.values()) {
                OptionalLong number = store.replication().stream(reads).halted();
                if (number.isPresent()) {
                    ConflictId id = new ConflictId(store.name(), reads.opposite(), number.getAsLong());
                    halted.add(new Halted(store, reads, id));
                }
            }
        }
        return halted;
    }

    /** Before it happens, so that nothing happens without a name. */
    private void note(Halted halted, String what, String by) {
        journal.append(KIND, halted.id.toString(), what, Map.of("by", by));
    }
}
