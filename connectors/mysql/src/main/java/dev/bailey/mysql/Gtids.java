package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.MySqlGtid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which transactions a log has brought, as the servers name them across failovers: MySQL's
 * {@code uuid:1-77:80,uuid:tag:3}, or MariaDB's {@code domain-server-sequence,…}. Empty where the server gives no such
 * names. Immutable.
 *
 * @param ranges by server and tag for MySQL, by domain for MariaDB; inclusive, sorted, apart
 */
record Gtids(SortedMap<String, List<Range>> ranges) {

    static final Gtids NONE = new Gtids(new TreeMap<>());

    /**
     * Numbers without a gap.
     *
     * @param server the last one's, which MariaDB tells; empty for MySQL
     */
    record Range(long from, long to, String server) {
        Range {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("no range of transactions: " + from + "-" + to);
            }
        }
    }

    Gtids {
        ranges = Collections.unmodifiableSortedMap(ranges);
    }

    static Gtids of(String text) {
        SortedMap<String, List<Range>> ranges = new TreeMap<>();
        for (String part : text.replaceAll("\\s", "").split(",", -1)) {
            if (!part.isEmpty()) {
                read(part, ranges);
            }
        }
        return new Gtids(ranges);
    }

    private static void read(String part, SortedMap<String, List<Range>> into) {
        String[] fields = part.split(":", -1);
        if (fields.length == 1) {
            String[] numbers = part.split("-", -1);
            if (numbers.length != 3) {
                throw new IllegalArgumentException("no name of a transaction: \"" + part + "\"");
            }
            into.put(numbers[0], List.of(new Range(0, Long.parseLong(numbers[2]), numbers[1])));
            return;
        }
        String key = fields[0];
        for (int i = 1; i < fields.length; i++) {
            if (!Character.isDigit(fields[i].charAt(0))) {
                key = fields[0] + ":" + fields[i];
                continue;
            }
            String[] ends = fields[i].split("-", -1);
            long from = Long.parseLong(ends[0]);
            add(into, key, new Range(from, Long.parseLong(ends[ends.length - 1]), ""));
        }
    }

    /** These and one more of MySQL's. */
    Gtids and(MySqlGtid gtid) {
        String tag = gtid.getTag() == null || gtid.getTag().isEmpty() ? "" : ":" + gtid.getTag();
        SortedMap<String, List<Range>> next = new TreeMap<>(ranges);
        add(next, gtid.getServerId() + tag, new Range(gtid.getTransactionId(), gtid.getTransactionId(), ""));
        return new Gtids(next);
    }

    /** These and one more of MariaDB's, and with it all that came before it in its domain. */
    Gtids and(long domain, long server, long sequence) {
        SortedMap<String, List<Range>> next = new TreeMap<>(ranges);
        next.put(String.valueOf(domain), List.of(new Range(0, sequence, String.valueOf(server))));
        return new Gtids(next);
    }

    private static void add(SortedMap<String, List<Range>> ranges, String key, Range range) {
        List<Range> merged = new ArrayList<>();
        Range open = range;
        for (Range each : ranges.getOrDefault(key, List.of())) {
            if (each.to + 1 < open.from) {
                merged.add(each);
            } else if (open.to + 1 < each.from) {
                merged.add(open);
                open = each;
            } else {
                open = new Range(Math.min(each.from, open.from), Math.max(each.to, open.to), open.server);
            }
        }
        merged.add(open);
        ranges.put(key, List.copyOf(merged));
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean covers(Gtids other) {
        return other.ranges.entrySet().stream()
                .allMatch(each -> each.getValue().stream().allMatch(wanted -> has(each.getKey(), wanted)));
    }

    private boolean has(String key, Range wanted) {
        return ranges.getOrDefault(key, List.of()).stream()
                .anyMatch(each -> each.from <= wanted.from && wanted.to <= each.to);
    }

    /** As the servers write it. */
    @Override
    public String toString() {
        return ranges.entrySet().stream().map(Gtids::text).collect(Collectors.joining(","));
    }

    private static String text(Map.Entry<String, List<Range>> each) {
        Range first = each.getValue().get(0);
        return first.server.isEmpty()
                ? each.getKey() + ":"
                        + each.getValue().stream()
                                .map(range -> range.from == range.to ? "" + range.from : range.from + "-" + range.to)
                                .collect(Collectors.joining(":"))
                : each.getKey() + "-" + first.server + "-" + first.to;
    }
}
