package dev.bailey.router;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Requests by method and path, as a plan names them: {@code POST /search}, {@code GET /orders/*}{@code /preview}, or
 * {@code GET /unsubscribe/*} for everything below. Immutable.
 *
 * @param method as it stands in the request line, or {@code *} for any
 * @param segments of the path; {@code *} is any one, and as the last one any number
 */
record RequestPattern(String method, List<String> segments) {

    private static final String ANY = "*";

    private static final Pattern WRITTEN = Pattern.compile(
            "([*]|[A-Z]+) /((([*]|(?!\\.{1,2}(/|$))[^/*?#%;\\\\\\s]+)/)*([*]|(?!\\.{1,2}$)[^/*?#%;\\\\\\s]+))?");

    RequestPattern {
        segments = List.copyOf(segments);
    }

    static RequestPattern of(String written) {
        if (!WRITTEN.matcher(written).matches()) {
            throw new IllegalArgumentException(
                    "\"" + written + "\" is not a method and a path, such as POST /search or GET /unsubscribe/*");
        }
        int space = written.indexOf(' ');
        String path = written.substring(space + 1);
        List<String> segments =
                path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
        return new RequestPattern(written.substring(0, space), segments);
    }

    /** As a server could read the pattern at most: HEAD like GET, letters of any case, a slash more at the end. */
    boolean mayMatch(String otherMethod, String path) {
        boolean sameMethod = concerns(otherMethod);
        int end = path.length() > 1 && path.endsWith("/") ? path.length() - 1 : path.length();
        return sameMethod && matches(path.substring(0, end), /* loosely= */ true);
    }

    /** Whether requests of this method may be meant. */
    boolean concerns(String otherMethod) {
        return method.equals(ANY)
                || method.equals(otherMethod.equals("HEAD") ? "GET" : otherMethod)
                || method.equals(otherMethod);
    }

    /** To the letter. */
    boolean matches(String otherMethod, String path) {
        return method.equals(otherMethod) && matches(path, /* loosely= */ false);
    }

    private boolean matches(String path, boolean loosely) {
        int at = 0;
        int last = segments.size() - 1;
        for (int index = 0; index <= last; index++) {
            String segment = segments.get(index);
            if (index == last && segment.equals(ANY)) {
                // What is above everything below is taken in too, where in doubt it is.
                return at < path.length() - 1 || loosely;
            }
            if (at >= path.length() || path.charAt(at) != '/') {
                return false;
            }
            int begin = at + 1;
            int end = path.indexOf('/', begin) < 0 ? path.length() : path.indexOf('/', begin);
            boolean same = segment.equals(ANY)
                    ? end > begin
                    : end - begin == segment.length()
                            && path.regionMatches(loosely, begin, segment, 0, segment.length());
            if (!same) {
                return false;
            }
            at = end;
        }
        return segments.isEmpty() ? path.equals("/") : at == path.length();
    }
}
