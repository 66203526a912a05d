package dev.bailey.router;

/** Takes out of addresses what may be secret: the values of queries, users, passwords and fragments. */
final class Mask {

    private static final char HIDDEN = '*';

    private Mask() {}

    /** {@code /a?token=1&x} becomes {@code /a?token=*&*}. */
    static String query(String target) {
        int begin = target.indexOf('?');
        if (begin < 0) {
            return target;
        }
        StringBuilder masked = new StringBuilder(target.length()).append(target, 0, begin + 1);
        int at = begin + 1;
        while (at < target.length()) {
            int end = target.indexOf('&', at);
            end = end < 0 ? target.length() : end;
            int equals = target.indexOf('=', at);
            if (equals >= 0 && equals < end) {
                // A value that stands alone has no name to show.
                masked.append(target, at, equals + 1);
            }
            if (end > at) {
                masked.append(HIDDEN);
            }
            if (end < target.length()) {
                masked.append('&');
            }
            at = end + 1;
        }
        return masked.toString();
    }

    /** The same of an address with a scheme, also without its user and what stands behind {@code #}. */
    static String url(String url) {
        int hash = url.indexOf('#');
        String shown = hash < 0 ? url : url.substring(0, hash);
        int authority = shown.indexOf("//");
        if (authority >= 0) {
            int end = shown.indexOf('/', authority + 2);
            int user = shown.lastIndexOf('@', end < 0 ? shown.length() : end);
            if (user > authority) {
                shown = shown.substring(0, authority + 2) + HIDDEN + shown.substring(user);
            }
        }
        return query(shown);
    }
}
