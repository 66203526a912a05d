package dev.bailey.core;

import java.util.List;

/**
 * The application's own triggers on one side, where no session can leave them out: on the side that receives they would
 * act on what Bailey writes, and what they did on the other side comes with the changes. So they are on the side that
 * owns the data only. What is taken off is noted there, durably, before it goes. Thread-safe; each method may be called
 * again after it failed, or after the process died in it.
 */
public interface TableTriggers {

    /** Of an engine whose sessions leave them out: they stay where they are. */
    TableTriggers LEFT_OUT = new TableTriggers() {
        @Override
        public void putOn(List<Table> tables, TableTriggers other) {}

        @Override
        public void takeOff(List<Table> tables, TableTriggers other) {}

        @Override
        public void putBack() {}

        @Override
        public void restore() {}

        @Override
        public List<Table> having(List<Table> tables) {
            return List.of();
        }

        @Override
        public void requireFree(List<Table> tables) {}

        @Override
        public List<String> acting(List<Table> tables) {
            return List.of();
        }
    };

    /**
     * Makes those of the other side here, as they are there or were when they were taken off. Nobody may be writing.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where one would fail whoever writes, {@link Problem.Kind#BUSY} where a
     *     table is not free within a second or so
     */
    void putOn(List<Table> tables, TableTriggers other);

    /** Takes off those of these tables that the other side has, or has noted; others are left alone. */
    void takeOff(List<Table> tables, TableTriggers other);

    /** Makes again what was taken off, this side owning the data after all. Nobody may be writing. */
    void putBack();

    /** Makes again what was taken off and was not Bailey's to begin with, at the end of a migration. */
    void restore();

    /** Those of these tables that have some here, or had them before they were taken off. */
    List<Table> having(List<Table> tables);

    /**
     * Tries whether triggers of these tables could be made or taken off now. Changes nothing.
     *
     * @throws Problem {@link Problem.Kind#BUSY} where a table is not free within a second or so
     */
    void requireFree(List<Table> tables);

    /** The names of those on these tables that would act on what Bailey writes. */
    List<String> acting(List<Table> tables);
}
