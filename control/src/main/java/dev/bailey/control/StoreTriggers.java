package dev.bailey.control;

import dev.bailey.core.Database;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableTriggers;
import dev.bailey.core.Tenancy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The application's triggers on a store's tables, on the side that owns them alone. Thread-safe. */
final class StoreTriggers {

    /** More than these nobody reads in one go. */
    private static final int SHOWN_MAX = 5;

    private final MovingStore store;

    /** Found in the fence of the move under way: to look for triggers on each of many tables takes its time. */
    private volatile Optional<List<Table>> having = Optional.empty();

    StoreTriggers(MovingStore store) {
        this.store = store;
    }

    void requireFree(Side from) {
        List<Table> found = on(from).having(store.tables());
        having = Optional.of(found);
        for (Side side : Side.values()) {
            on(side).requireFree(found);
        }
    }

    void putOn(Side to) {
        on(to).putOn(tables(), on(to.opposite()));
    }

    void takeOff(Side from) {
        on(from).takeOff(tables(), on(from.opposite()));
    }

    void giveBack(Side from) {
        takeOff(from.opposite());
        on(from).putBack();
    }

    private List<Table> tables() {
        return having.orElseGet(store::tables);
    }

    private TableTriggers on(Side side) {
        return of(store.database(side), store.tenancy());
    }

    /** Where tenants move apart they stay: rows of one table are received and owned on the same side. */
    static TableTriggers of(Database database, Optional<Tenancy> tenancy) {
        return tenancy.isPresent() ? TableTriggers.LEFT_OUT : database.triggers();
    }

    /** Those that would act on what is received, where they stay. */
    static Optional<Finding> apart(
            String where, TableTriggers triggers, List<Table> tables, Optional<Tenancy> tenancy) {
        List<String> acting = tenancy.isEmpty() ? List.of() : triggers.acting(tables);
        if (acting.isEmpty()) {
            return Optional.empty();
        }
        String first = acting.stream().limit(SHOWN_MAX).collect(Collectors.joining(", "));
        int more = acting.size() - SHOWN_MAX;
        return Optional.of(ControlCheck.TRIGGERS_APART.finding(
                "",
                "triggers at " + where + " would act on what Bailey writes: " + first
                        + (more > 0 ? " and " + more + " more" : ""),
                "let them do nothing for Bailey's user, or move everyone in one slice"));
    }
}
