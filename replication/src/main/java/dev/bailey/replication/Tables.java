package dev.bailey.replication;

import dev.bailey.core.Change;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TransactionId;
import dev.bailey.core.Visibility;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where each table of a stream is between not copied and followed, and what becomes of its changes. States belong to
 * the stream's thread, which moves them only between transactions; others ask for a move and wait.
 *
 * <p>The order is what makes copy and follow meet exactly. First the table's changes queue ({@link Request.Pend}), then
 * the copier takes its snapshot, which must see all that was streamed before; then a mark written after the snapshot
 * must have come through, so that all that the snapshot sees has been streamed; then what the snapshot does not see is
 * applied from the queue ({@link Request.Follow}).
 */
final class Tables {

    private enum Phase {
        /** Its changes are dropped. */
        UNCOPIED,
        /** Its changes queue. */
        PENDING,
        /** Its changes are applied. */
        FOLLOWING
    }

    private static final class State {
        private final Phase phase;
        private final ChangeQueue queue;

        /** Why its changes queue no longer although its copier is still at work. */
        private @Nullable Problem givenUp;

        State(Phase phase, ReplicationSettings.QueueLimits limits) {
            this.phase = phase;
            this.queue = new ChangeQueue(limits);
        }
    }

    private final ReplicationSettings.QueueLimits limits;
    private final Map<TableId, State> states = new ConcurrentHashMap<>();

    /** Of those the ones that queue: each commit tells them, and there may be ten thousand of the others. */
    private final Map<TableId, State> pending = new ConcurrentHashMap<>();

    private final CompletableFuture<Set<TableId>> restored = new CompletableFuture<>();

    /** At most two a table: its copier waits for the answer before it asks again, and so does who mends rows. */
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    private final Set<String> awaitedTokens = ConcurrentHashMap.newKeySet();
    private @Nullable Position queuedTo;
    private @Nullable String lineage;
    private volatile @Nullable Problem stopped;

    private Tables(List<Table> tables, Phase phase, ReplicationSettings.QueueLimits limits) {
        this.limits = limits;
        tables.forEach(table -> states.put(table.id(), new State(phase, limits)));
    }

    static Tables uncopied(List<Table> tables, ReplicationSettings.QueueLimits limits) {
        return new Tables(tables, Phase.UNCOPIED, limits);
    }

    static Tables following(List<Table> tables, ReplicationSettings.QueueLimits limits) {
        return new Tables(tables, Phase.FOLLOWING, limits);
    }

    CompletableFuture<Streamed.Required> pend(TableId table) {
        CompletableFuture<Streamed.Required> done = new CompletableFuture<>();
        ask(new Request.Pend(table, done));
        return done;
    }

    CompletableFuture<@Nullable Void> follow(TableId table, Visibility snapshot, String token) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ask(new Request.Follow(table, snapshot, token, done));
        return done;
    }

    /** From here on the table is part of the stream: its changes are dropped until it is copied, or applied at once. */
    void join(TableId table, boolean following) {
        states.putIfAbsent(table, new State(following ? Phase.FOLLOWING : Phase.UNCOPIED, limits));
    }

    CompletableFuture<@Nullable Void> leave(TableId table) {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        ask(new Request.Leave(table, done));
        return done;
    }

    Set<TableId> known() {
        return Set.copyOf(states.keySet());
    }

    boolean isKnown(TableId table) {
        return states.containsKey(table);
    }

    int size() {
        return states.size();
    }

    private void ask(Request request) {
        requests.add(request);
        Problem why = stopped;
        if (why != null) {
            request.done().completeExceptionally(why);
        }
    }

    /**
     * Rows are to be mended, of which every change is noticed from here on; answers with what reading them must see.
     */
    CompletableFuture<Streamed.Required> watch(TableId table, Set<Row> keys) {
        CompletableFuture<Streamed.Required> done = new CompletableFuture<>();
        ask(new Request.Watch(table, keys, done));
        return done;
    }

    /** Writes rows that {@link #watch} was asked for and nothing has changed since; answers with their keys. */
    CompletableFuture<Set<Row>> mend(Table table, Map<Row, Row> images, String token) {
        CompletableFuture<Set<Row>> done = new CompletableFuture<>();
        ask(new Request.Mend(table, images, token, done));
        return done;
    }

    /** Whoever waited for this answer waits no longer. */
    void withdraw(CompletableFuture<?> answer) {
        requests.removeIf(request -> request.done() == answer);
    }

    /** Whether a request waits that needs nothing of the log. */
    boolean isAsked() {
        return requests.stream().anyMatch(Request::needsNoLog);
    }

    /** To be called before the beat with this token is written. */
    void await(String token) {
        awaitedTokens.add(token);
    }

    void arrived(String token) {
        awaitedTokens.remove(token);
    }

    /** The tables that were copied by an earlier process, once the stream knows them. */
    CompletableFuture<Set<TableId>> restored() {
        return restored;
    }

    /**
     * To be called on every connect, before anything is read: a table whose note was committed while the answer was
     * lost is followed after all.
     */
    void restore(Set<TableId> copied) {
        Set<TableId> known = new HashSet<>(copied);
        known.retainAll(states.keySet());
        known.stream().filter(table -> is(table, Phase.UNCOPIED)).forEach(this::followed);
        restored.complete(Set.copyOf(known));
    }

    /**
     * To be called on every connect, before anything is read: what a snapshot saw, what was queued and the mark behind
     * both may be gone with a server that was replaced, so its copies are worth nothing.
     */
    void opened(String from) {
        if (lineage != null && !lineage.equals(from)) {
            for (TableId table : List.copyOf(pending.keySet())) {
                giveUp(table, "a standby took over while it was copied, so it is copied again", /* cause= */ null);
            }
            queuedTo = null;
        }
        lineage = from;
    }

    boolean areAllFollowing() {
        return following() == states.size();
    }

    int following() {
        return (int) states.values().stream()
                .filter(state -> state.phase == Phase.FOLLOWING)
                .count();
    }

    /**
     * The next request that can be met now, taken off the list; null when there is none.
     *
     * @param position how far the session has read, which what is written for a request needs; null before its first
     *     transaction, so that a request may have to wait for the next heartbeat
     */
    @Nullable Request nextReady(@Nullable Position position) {
        for (Iterator<Request> each = requests.iterator(); each.hasNext(); ) {
            Request request = each.next();
            if (isReady(request, position)) {
                each.remove();
                return request;
            }
        }
        return null;
    }

    private boolean isReady(Request request, @Nullable Position position) {
        if (request instanceof Request.Follow follow) {
            boolean met = position != null && coversQueues(position) && !awaitedTokens.contains(follow.token());
            return met || !isPending(follow.table()); // a copy that was given up need not wait to hear of it
        }
        if (request instanceof Request.Mend mend) {
            return position != null && !awaitedTokens.contains(mend.token());
        }
        boolean notes = request instanceof Request.Leave || isFollowing(request.table());
        return position != null || !notes; // what is noted needs a checkpoint before it
    }

    /** After a reconnect not before what had been queued is read again, or it would be applied twice. */
    private boolean coversQueues(Position position) {
        return queuedTo == null || position.covers(queuedTo);
    }

    void pending(TableId table) {
        replace(table, Phase.PENDING);
    }

    void followed(TableId table) {
        replace(table, Phase.FOLLOWING);
    }

    void uncopied(TableId table) {
        replace(table, Phase.UNCOPIED);
    }

    void left(TableId table) {
        State before = states.remove(table);
        pending.remove(table);
        if (before != null) {
            before.queue.close();
        }
    }

    private void replace(TableId table, Phase phase) {
        State now = new State(phase, limits);
        State before = states.put(table, now);
        if (phase == Phase.PENDING) {
            pending.put(table, now);
        } else {
            pending.remove(table);
        }
        if (before != null) {
            before.queue.close();
        }
    }

    boolean isFollowing(TableId table) {
        return is(table, Phase.FOLLOWING);
    }

    boolean isPending(TableId table) {
        return is(table, Phase.PENDING);
    }

    private boolean is(TableId table, Phase phase) {
        State state = states.get(table);
        return state != null && state.phase == phase;
    }

    /** Why a table is no longer pending although its copier still is at work. */
    Problem givenUp(TableId table) {
        State state = states.get(table);
        Problem why = state == null ? null : state.givenUp;
        return why != null
                ? why
                : new Problem(Problem.Kind.BUSY, "table " + table + " left the stream while it was copied");
    }

    /** The copier hears of it when it asks to follow, and begins again. */
    private void giveUp(TableId table, String because, @Nullable Throwable cause) {
        uncopied(table);
        state(table).givenUp = new Problem(Problem.Kind.BUSY, "table " + table + ": " + because, cause);
    }

    void queued(TableId table, BiConsumer<TransactionId, Change> consumer) {
        state(table).queue.forEach(consumer);
    }

    private State state(TableId table) {
        State state = states.get(table);
        if (state == null) {
            throw new IllegalStateException("table " + table + " is not part of this stream");
        }
        return state;
    }

    /**
     * Sends a change where its table's state says.
     *
     * @param replayed whether the transaction was queued before the stream connected again
     * @return what is to be applied now, or null; of a table that is no part of this stream, the change itself
     */
    @Nullable Change route(TransactionId transaction, Change change, boolean replayed) {
        if (change instanceof Change.Truncate truncate) {
            List<Table> now = truncate.tables().stream()
                    .filter(table -> route(transaction, table, new Change.Truncate(List.of(table)), replayed))
                    .toList();
            return now.isEmpty() ? null : new Change.Truncate(now);
        }
        return route(transaction, change.table(), change, replayed) ? change : null;
    }

    private boolean route(TransactionId transaction, Table table, Change change, boolean replayed) {
        State state = states.get(table.id());
        if (state == null) {
            return true;
        } else if (state.phase == Phase.PENDING && !replayed) {
            queue(state, transaction, table.id(), change);
        }
        return state.phase == Phase.FOLLOWING;
    }

    private void queue(State state, TransactionId transaction, TableId table, Change change) {
        if (state.queue.isFull()) {
            giveUp(
                    table,
                    "more than " + limits.changesMax() + " changes came while it was copied, so it is copied again",
                    /* cause= */ null);
            return;
        }
        try {
            state.queue.add(transaction, change);
        } catch (Problem e) {
            giveUp(table, String.valueOf(e.getMessage()), e);
        }
    }

    boolean isQueued(Position position) {
        return queuedTo != null && queuedTo.covers(position);
    }

    /** A transaction is complete. */
    void commit(Position position) {
        if (!isQueued(position)) {
            queuedTo = position;
            pendingQueues(ChangeQueue::commit);
        }
    }

    /** The stream broke: a transaction that was not complete will come again from its beginning. */
    void disconnected() {
        pendingQueues(ChangeQueue::rollback);
    }

    private void pendingQueues(Consumer<ChangeQueue> action) {
        pending.values().forEach(state -> action.accept(state.queue));
    }

    /** The stream ended for good: nobody need wait for it. */
    void stop(Problem why) {
        stopped = why;
        restored.completeExceptionally(why);
        requests.forEach(request -> request.done().completeExceptionally(why));
        states.values().forEach(state -> state.queue.close());
    }
}
