package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.core.Regrouping;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.runbook.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who was in which slice when the guards were last in place. The guards know it as well and have the last word; this is
 * known before a router serves, which would send somebody to the side where he is not yet. Confined to one thread.
 */
final class MembersFile {

    /** What to do about {@link #whoMoves}. */
    static final String REMEDY = "go on with the slices as they were, or bring all of them back to the source first";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    MembersFile(Path file) {
        this.file = file;
    }

    /** As it is written. */
    private record Written(String name, int share, boolean validates, List<String> tenants) {

        static Written of(Slice slice) {
            return new Written(
                    slice.name(),
                    slice.share(),
                    slice.validates(),
                    slice.tenants().stream().sorted().toList());
        }

        Slice slice() {
            return new Slice(name, Set.copyOf(tenants), share, validates, Optional.empty());
        }
    }

    /** @throws Problem {@link Problem.Kind#UNFIT} where somebody would change sides by a plan with these slices */
    void requireNobodyMoves(Slices now, Journal journal) {
        whoMoves(now, slice -> new Ledger(journal, slice).standing()).ifPresent(words -> {
            throw new Problem(Problem.Kind.UNFIT, words + "; " + REMEDY);
        });
    }

    /**
     * Who would change sides by a plan with these slices, in a sentence; empty where nobody would.
     *
     * @param standings of the slices as they were kept
     */
    Optional<String> whoMoves(Slices now, Function<Slice, Ledger.Standing> standings) {
        return kept().flatMap(before -> whoMoves(before, now, standings))
                .map(words -> "the slices of the plan are others, and some have moved: " + words);
    }

    private static Optional<String> whoMoves(Slices before, Slices now, Function<Slice, Ledger.Standing> standings) {
        Regrouping regrouping = new Regrouping(before, now);
        if (regrouping.isOfMembersAlone()) {
            return regrouping.whoMoves(slice -> words(standings.apply(slice)));
        }
        boolean allAreOnTheSource = before.moving().stream()
                .allMatch(slice -> standings.apply(slice).route().writes() == Side.SOURCE);
        return allAreOnTheSource
                ? Optional.empty()
                : Optional.of("they are " + names(now) + " and were " + names(before));
    }

    private static String words(Ledger.Standing standing) {
        return standing.moving() ? "moving" : standing.route().writes().label();
    }

    private static List<String> names(Slices slices) {
        return slices.all().stream().map(Slice::name).toList();
    }

    /** Empty where the guards never were. */
    Optional<Slices> kept() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            List<Written> written = JSON.readValue(file.toFile(), new TypeReference<>() {});
            return Optional.of(new Slices(written.stream().map(Written::slice).toList()));
        } catch (IOException | IllegalArgumentException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "cannot read " + file + ": " + e.getMessage()
                            + "; remove it where the slices of the plan are as ever",
                    e);
        }
    }

    void keep(Slices slices) {
        try {
            StateFolder.writePrivately(file, text(slices));
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Slices slices) throws JsonProcessingException {
        return JSON.writeValueAsString(slices.all().stream().map(Written::of).toList());
    }
}
