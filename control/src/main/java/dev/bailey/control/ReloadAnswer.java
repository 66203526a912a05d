package dev.bailey.control;

import dev.bailey.core.TableId;
import java.util.List;

/** What comes of asking for a table to be copied again. Immutable. */
public sealed interface ReloadAnswer {

    /** It is being copied, or waits for its turn. */
    record Started(String store, TableId table) implements ReloadAnswer {}

    /** Not now, in one sentence. */
    record Refused(String because) implements ReloadAnswer {}

    /** No such table is moved; these are. */
    record NotThere(List<String> tables) implements ReloadAnswer {
        public NotThere {
            tables = List.copyOf(tables);
        }
    }
}
