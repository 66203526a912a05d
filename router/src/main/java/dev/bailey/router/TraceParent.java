package dev.bailey.router;

import org.jspecify.annotations.Nullable;

/** The header {@code traceparent} of W3C Trace Context. */
final class TraceParent {

    static final String NAME = "traceparent";

    private static final int TRACE_ID_BEGIN = 3;
    private static final int TRACE_ID_END = 35;
    private static final int LENGTH_MIN = 55;
    private static final String NO_TRACE = "0".repeat(TRACE_ID_END - TRACE_ID_BEGIN);

    private TraceParent() {}

    /** Of a header that is well formed as far as the trace's id reaches; null otherwise. */
    static @Nullable String traceId(@Nullable String header) {
        if (header == null
                || header.length() < LENGTH_MIN
                || header.charAt(TRACE_ID_BEGIN - 1) != '-'
                || header.charAt(TRACE_ID_END) != '-') {
            return null;
        }
        String id = header.substring(TRACE_ID_BEGIN, TRACE_ID_END);
        boolean hex = id.chars().allMatch(digit -> "0123456789abcdef".indexOf(digit) >= 0);
        return hex && !id.equals(NO_TRACE) ? id : null;
    }
}
