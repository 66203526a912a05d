package dev.bailey.control;

import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Value;
import dev.bailey.runbook.Hashes;
import dev.bailey.verification.EqualPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@link ProofFile}. Immutable.
 *
 * @param schema of a table; null in a line about a round
 * @param rows that were compared; null when it is no longer known to be equal
 * @param shape its columns then
 * @param at when it was read, or a round began
 * @param ended when a round ended
 * @param from the first key that was compared, value by value in Base64; null where all were
 * @param order in which the keys were gone through
 */
record ProofLine(
        @Nullable String schema,
        @Nullable String name,
        @Nullable Long rows,
        @Nullable String shape,
        @Nullable String at,
        @Nullable String ended,
        @Nullable List<String> from,
        @Nullable String order) {

    static ProofLine ofTable(Table table, long rows, Instant at) {
        return new ProofLine(
                table.id().schema(), table.id().name(), rows, shape(table), at.toString(), null, null, null);
    }

    static ProofLine ofPart(Table table, ProofFile.Begun begun) {
        return new ProofLine(
                table.id().schema(),
                table.id().name(),
                begun.part().rows(),
                shape(table),
                begun.at().toString(),
                null,
                spelled(begun.part().from()),
                begun.part().order());
    }

    static ProofLine unknown(TableId table) {
        return new ProofLine(table.schema(), table.name(), null, null, null, null, null, null);
    }

    static ProofLine ofRound(Optional<Instant> begun, Optional<Instant> ended) {
        return new ProofLine(
                null,
                null,
                null,
                null,
                begun.map(Instant::toString).orElse(null),
                ended.map(Instant::toString).orElse(null),
                null,
                null);
    }

    private static List<String> spelled(Row key) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            values.add(Base64.getEncoder().encodeToString(key.at(i).bytes()));
        }
        return values;
    }

    ProofFile.Begun begun() {
        Value[] key = Objects.requireNonNull(from).stream()
                .map(value -> Value.of(Base64.getDecoder().decode(value)))
                .toArray(Value[]::new);
        return new ProofFile.Begun(
                new EqualPart(Row.of(key), Objects.requireNonNull(rows), Objects.requireNonNull(order)),
                Instant.parse(at));
    }

    /** Whether it was written of this table, as it is now. */
    boolean isOf(Table table) {
        return shape(table).equals(shape);
    }

    private static String shape(Table table) {
        return Hashes.sha256(table.columns().toString());
    }
}
