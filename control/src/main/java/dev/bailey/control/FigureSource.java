package dev.bailey.control;

import com.fasterxml.jackson.core.JsonPointer;
import dev.bailey.core.Side;
import dev.bailey.runbook.HttpCall;
import java.util.Map;

/** Where a figure of the application's own stands, on either side. Immutable. */
public sealed interface FigureSource {

    /**
     * A query of one row with one number.
     *
     * @param store whose databases are asked
     */
    record Query(String store, String sql) implements FigureSource {}

    /**
     * A page of each side.
     *
     * @param at where the number stands in the page's JSON; all of it when empty
     */
    record Page(Map<Side, HttpCall> calls, JsonPointer at) implements FigureSource {
        public Page {
            calls = Map.copyOf(calls);
        }
    }
}
