package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.verification.EqualPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables of a store were found equal, as a whole or as far as a comparison has come, and when rounds of
 * comparisons began and ended: for the next process, which need not read those again. A line for each, the last one
 * counts. Thread-safe.
 */
final class ProofFile {

    private static final Logger LOG = LoggerFactory.getLogger(ProofFile.class);

    /** Rewritten when it has so many lines more than tables. */
    private static final int LINES_MAX = 20_000;

    private final Path file;
    private final ObjectMapper json = JsonText.mapper();
    private final Map<TableId, ProofLine> tables = new HashMap<>();
    private final Map<TableId, ProofLine> parts = new HashMap<>();
    private Optional<Instant> begun = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private int lines;
    private boolean broken;

    /** What is known of one table. */
    record Proven(long rows, Instant at) {}

    /**
     * A comparison of one table that has not come to its end.
     *
     * @param at when it began
     */
    record Begun(EqualPart part, Instant at) {}

    private ProofFile(Path file) {
        this.file = file;
    }

    static ProofFile open(Path file) {
        ProofFile proofs = new ProofFile(file);
        proofs.read();
        return proofs;
    }

    private synchronized void read() {
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    take(json.readValue(line, ProofLine.class));
                }
            }
        } catch (JsonProcessingException e) {
            LOG.warn("the end of {} cannot be read, and is left out", file);
        } catch (IOException e) {
            throw new Problem(Problem.Kind.UNFIT, "cannot read " + file + ": " + e.getMessage(), e);
        }
        rewrite();
    }

    private void take(ProofLine line) {
        if (line.schema() == null || line.name() == null) {
            begun = Optional.ofNullable(line.at()).map(Instant::parse);
            ended = Optional.ofNullable(line.ended()).map(Instant::parse);
            return;
        }
        TableId table = new TableId(line.schema(), line.name());
        if (line.rows() == null) {
            tables.remove(table);
            parts.remove(table);
        } else if (line.from() == null) {
            tables.put(table, line);
            parts.remove(table);
        } else {
            parts.put(table, line);
        }
    }

    /** When the round began that goes on or was last; empty before the first. */
    synchronized Optional<Instant> begun() {
        return begun;
    }

    /** When the last whole round ended; empty before. */
    synchronized Optional<Instant> ended() {
        return ended;
    }

    synchronized void round(Optional<Instant> nowBegun, Optional<Instant> nowEnded) {
        add(ProofLine.ofRound(nowBegun, nowEnded));
    }

    /** The table was found equal, as it was read from this moment on. */
    synchronized void equal(Table table, long rows, Instant at) {
        add(ProofLine.ofTable(table, rows, at));
    }

    /** A comparison of the table has come so far, and all of it is equal. */
    synchronized void equalSoFar(Table table, Begun comparison) {
        add(ProofLine.ofPart(table, comparison));
    }

    /** It is no longer known to be equal. */
    synchronized void unknown(TableId table) {
        if (tables.containsKey(table) || parts.containsKey(table)) {
            add(ProofLine.unknown(table));
        }
    }

    /** What was found of the table, as it is now; empty when it was not, or was another then. */
    synchronized Optional<Proven> proven(Table table) {
        return Optional.ofNullable(tables.get(table.id()))
                .filter(line -> line.isOf(table))
                .map(line -> new Proven(Objects.requireNonNull(line.rows()), Instant.parse(line.at())));
    }

    /** How far a comparison of the table, as it is now, had come that the end of a process broke off. */
    synchronized Optional<Begun> begun(Table table) {
        return Optional.ofNullable(parts.get(table.id()))
                .filter(line -> line.isOf(table))
                .map(ProofLine::begun);
    }

    private void add(ProofLine line) {
        take(line);
        if (broken) {
            return;
        }
        if (lines > LINES_MAX + tables.size() + parts.size()) {
            rewrite();
            return;
        }
        try {
            Files.writeString(
                    file,
                    json.writeValueAsString(line) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            lines++;
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void rewrite() {
        StringBuilder all = new StringBuilder();
        try {
            List<ProofLine> known = new ArrayList<>(tables.values());
            known.addAll(parts.values());
            known.add(ProofLine.ofRound(begun, ended));
            for (ProofLine line : known) {
                all.append(json.writeValueAsString(line)).append('\n');
            }
            StateFolder.writePrivately(file, all.toString());
            lines = known.size();
        } catch (IOException e) {
            giveUp(e);
        }
    }

    /** Nothing depends on it while the process lives; what the next one reads must not be old. */
    private void giveUp(IOException because) {
        broken = true;
        LOG.warn("{} is not kept any longer, so a restart compares all tables: {}", file, because.getMessage());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.error("{} is old, and cannot be deleted: delete it before a restart", file, e);
        }
    }
}
