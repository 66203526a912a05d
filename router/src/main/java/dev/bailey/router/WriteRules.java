package dev.bailey.router;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/**
 * Which requests are writes. A read is one that changes nothing in the stores; whatever is in doubt is a write, which
 * at worst waits for no reason. Immutable.
 *
 * <p>In this order: what a rule for writes may mean is a write, what a rule for reads names to the letter is a read,
 * and the method says the rest.
 *
 * @param reads that their method would make writes
 * @param writes that their method would make reads, or that a wider rule for reads would
 */
public record WriteRules(List<String> reads, List<String> writes) {

    /** GET, HEAD and OPTIONS are reads, and nothing else is. */
    public static final WriteRules BY_METHOD = new WriteRules(List.of(), List.of());

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    public WriteRules {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        reads.forEach(RequestPattern::of);
        writes.forEach(RequestPattern::of);
    }

    /** Made once for each lane, so that no request reads a rule as text. */
    Judge judge() {
        return new Judge(
                reads.stream().map(RequestPattern::of).toList(),
                writes.stream().map(RequestPattern::of).toList());
    }

    /** The rules as they are asked. Immutable. */
    static final class Judge {

        private final List<RequestPattern> reads;
        private final List<RequestPattern> writes;
        private final boolean byMethod;

        private Judge(List<RequestPattern> reads, List<RequestPattern> writes) {
            this.reads = reads;
            this.writes = writes;
            this.byMethod = reads.isEmpty() && writes.isEmpty();
        }

        /** @param uri in origin form */
        boolean isWrite(HttpServerRequest request, String uri) {
            String method = request.method().name();
            boolean write = !READS.contains(method);
            return byMethod ? write : isWrite(request, method, uri, write);
        }

        private boolean isWrite(HttpServerRequest request, String method, String uri, boolean write) {
            String path = RequestCheck.path(uri);
            if (!isPlain(path)) {
                return write || concernsWrites(method);
            }
            if (isNamedWrite(method, path)) {
                return true;
            }
            return write && !(isNamedRead(method, path) && !namesAnotherMethod(request));
        }

        private boolean concernsWrites(String method) {
            for (RequestPattern pattern : writes) {
                if (pattern.concerns(method)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isNamedWrite(String method, String path) {
            for (RequestPattern pattern : writes) {
                if (pattern.mayMatch(method, path)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isNamedRead(String method, String path) {
            for (RequestPattern pattern : reads) {
                if (pattern.matches(method, path)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether every server sees the same path in it: nothing to decode, to cut off or to resolve. */
        static boolean isPlain(String path) {
            for (int at = 0; at < path.length(); at++) {
                char letter = path.charAt(at);
                if (letter == '%' || letter == ';' || letter == '\\') {
                    return false;
                }
                if (letter == '/' && isOddSegment(path, at + 1)) {
                    return false;
                }
            }
            return true;
        }

        /** An empty one before the end, or one or two dots. */
        private static boolean isOddSegment(String path, int begin) {
            int dots = begin;
            while (dots < path.length() && path.charAt(dots) == '.') {
                dots++;
            }
            boolean ends = dots == path.length() || path.charAt(dots) == '/';
            boolean empty = dots == begin && dots < path.length();
            return ends && (empty || (dots > begin && dots - begin <= 2));
        }

        /** Some frameworks let a POST say so. */
        static boolean namesAnotherMethod(HttpServerRequest request) {
            return request.headers().contains("X-HTTP-Method-Override")
                    || request.headers().contains("X-HTTP-Method")
                    || request.headers().contains("X-Method-Override");
        }
    }
}
