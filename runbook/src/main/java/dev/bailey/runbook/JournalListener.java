package dev.bailey.runbook;

/**
 * Hears of every entry of a journal, in order, once it is on disk. Called on the thread that added it while nobody else
 * can add one, so it must be quick, add nothing itself and never throw.
 */
@FunctionalInterface
public interface JournalListener {

    void added(Entry entry);
}
