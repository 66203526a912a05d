package dev.bailey.verification;

import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Compares both sides of a store by digests that the servers compute, while traffic runs. It reads nothing that copying
 * and applying left behind, so it can find their mistakes. Thread-safe; cheap to make, so a new one is made when the
 * owner changes.
 */
public final class Verification {

    private static final Comparator<Table> LAST_NAME_FIRST =
            Comparator.comparing(Table::id).reversed();

    private final Database source;
    private final Database target;
    private final Side owner;
    private final Runnable catchUp;
    private final BiFunction<Table, Set<Row>, Set<Row>> counted;
    private final VerificationSettings settings;

    /** Where every row counts. */
    public Verification(Database source, Database target, Side owner, Runnable catchUp, VerificationSettings settings) {
        this(source, target, owner, catchUp, (table, differing) -> differing, settings);
    }

    /**
     * @param owner the side that takes writes now
     * @param catchUp returns once everything that the owner had committed before the call is applied on the other side;
     *     throws {@link Problem} when it does not in time; called by several threads at once
     * @param counted of rows of a table that seem to differ while traffic runs, those that both sides should share;
     *     called by several threads at once
     */
    public Verification(
            Database source,
            Database target,
            Side owner,
            Runnable catchUp,
            BiFunction<Table, Set<Row>, Set<Row>> counted,
            VerificationSettings settings) {
        this.source = source;
        this.target = target;
        this.owner = owner;
        this.catchUp = catchUp;
        this.counted = counted;
        this.settings = settings;
    }

    /** Compares all rows of one table. What cannot be read is {@link Verdict.Unknown}, never an exception. */
    public Verdict compare(Table table, Progress progress) {
        return compare(List.of(table), progress).values().iterator().next();
    }

    /** Compares all rows of tables, several at once. */
    public Map<TableId, Verdict> compare(List<Table> tables, Progress progress) {
        return compare(tables, Map.of(), progress);
    }

    /**
     * Compares tables, several at once; in another order than they are copied in, so as not to follow the copy's
     * tracks.
     *
     * @param before what comparisons that broke off found equal, where every row that was written since is compared by
     *     its key: it is not read again
     * @return a verdict for each table, sorted by name; {@link #overall} sums them up
     */
    public Map<TableId, Verdict> compare(List<Table> tables, Map<TableId, EqualPart> before, Progress progress) {
        List<Table> order = new ArrayList<>(tables);
        order.sort(LAST_NAME_FIRST);
        int threads = Math.max(1, Math.min(settings.tablesAtOnce(), order.size()));
        return withSides(threads, sides -> {
            ExecutorService workers = threads("verify", threads);
            try {
                Map<TableId, Future<Verdict>> running = new LinkedHashMap<>();
                for (Table table : order) {
                    running.put(
                            table.id(),
                            workers.submit(() ->
                                    compare(table, Optional.ofNullable(before.get(table.id())), sides, progress)));
                }
                Map<TableId, Verdict> verdicts = new TreeMap<>();
                for (Map.Entry<TableId, Future<Verdict>> one : running.entrySet()) {
                    verdicts.put(one.getKey(), one.getValue().get());
                }
                return verdicts;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Problem(Problem.Kind.FAILED, "the comparison was interrupted", e);
            } catch (ExecutionException e) {
                throw Sides.unwrapped(e);
            } finally {
                workers.shutdownNow();
            }
        });
    }

    /**
     * Compares these rows alone, once. Exact only while both sides stand still and are drained, as inside a fence;
     * takes one round trip for each table and batch, both sides at once.
     *
     * @param keys of rows that changed since they were last compared
     * @param tables at least those that {@code keys} names
     */
    public Verdict recheck(Map<TableId, Set<Row>> keys, Map<TableId, Table> tables) {
        return recheck(keys, tables, (table, differing) -> differing);
    }

    /**
     * The same while some of the rows may move.
     *
     * @param counted of rows of a table that differ, those that count: others may be on their way
     */
    public Verdict recheck(
            Map<TableId, Set<Row>> keys, Map<TableId, Table> tables, BiFunction<Table, Set<Row>, Set<Row>> counted) {
        return withSides(
                1,
                sides -> new RowsComparison(sides, settings).run(keys, tables, (table, differing, findings) -> {
                    Set<Row> counting = counted.apply(table, differing.keySet());
                    differing.forEach((key, digests) -> {
                        if (counting.contains(key)) {
                            findings.different(table, key, digests.owner(), digests.other());
                        }
                    });
                }));
    }

    /** The same under traffic: a row that differs is looked at again once the other side has caught up. */
    public Verdict recheckLive(Map<TableId, Set<Row>> keys, Map<TableId, Table> tables) {
        return withSides(1, sides -> {
            SecondLook secondLook = new SecondLook(sides, catchUp, counted, settings);
            return new RowsComparison(sides, settings)
                    .run(
                            keys,
                            tables,
                            (table, differing, findings) -> secondLook.at(table, differing.keySet(), findings));
        });
    }

    /** Sums up verdicts: one difference makes all different, one unknown all unknown, and none at all is unknown. */
    public static Verdict overall(Collection<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return new Verdict.Unknown("nothing was compared");
        }
        List<Verdict.Difference> differences = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        long different = 0;
        long rows = 0;
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Different found) {
                differences.addAll(found.differences());
                different += found.count();
                rows += found.rows();
            } else if (verdict instanceof Verdict.Unknown because) {
                unknown.add(because.because());
            } else if (verdict instanceof Verdict.Equal equal) {
                rows += equal.rows();
            }
        }
        if (different > 0) {
            return new Verdict.Different(differences, different, rows);
        }
        return unknown.isEmpty() ? new Verdict.Equal(rows) : new Verdict.Unknown(String.join("; ", unknown));
    }

    private Verdict compare(Table table, Optional<EqualPart> before, Sides sides, Progress progress) {
        progress.started(table.id());
        Verdict verdict;
        try {
            SecondLook secondLook = new SecondLook(sides, catchUp, counted, settings);
            verdict = new TableComparison(table, sides, secondLook, settings).run(before, progress);
        } catch (Problem e) {
            verdict = new Verdict.Unknown(table + " could not be compared: " + e.getMessage());
        }
        progress.finished(table.id(), verdict);
        return verdict;
    }

    private <T> T withSides(int callers, Function<Sides, T> work) {
        ExecutorService helpers = threads("verify-other-side", callers);
        try {
            return work.apply(new Sides(source, target, owner, settings.keysPerRead(), helpers));
        } finally {
            helpers.shutdownNow();
        }
    }

    private static ExecutorService threads(String name, int count) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
