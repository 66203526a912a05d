package dev.bailey.contract;

import java.net.HttpCookie;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cookies that one side gave. Domains and {@code Secure} are not looked at: everything that is played goes to one
 * side, which may be called by another name and without TLS. Confined to one thread.
 */
final class CookieJar {

    /** More than any browser keeps for one host. */
    private static final int COOKIES_MAX = 300;

    private record Key(String name, String path) {}

    private final Map<Key, String> cookies = new LinkedHashMap<>();
    private final Set<String> known = new HashSet<>();

    /** @param lines values of {@code Set-Cookie} */
    void learn(List<String> lines, String target) {
        lines.forEach(line -> learn(line, target));
    }

    // RFC 6265: the JDK's own parser refuses what browsers take.
    private void learn(String line, String target) {
        String[] parts = line.split(";", -1);
        int equals = parts[0].indexOf('=');
        if (equals <= 0) {
            return;
        }
        String name = parts[0].substring(0, equals).strip();
        String path = directory(target);
        boolean over = false;
        for (String part : parts) {
            String attribute = part.strip();
            if (attribute.regionMatches(true, 0, "path=/", 0, 6)) {
                path = attribute.substring(5);
            } else if (attribute.regionMatches(true, 0, "max-age=", 0, 8)
                    || attribute.regionMatches(true, 0, "expires=", 0, 8)) {
                over |= isOver(name, attribute);
            }
        }
        Key key = new Key(name, path);
        known.add(name);
        if (over) {
            cookies.remove(key);
        } else if (cookies.size() < COOKIES_MAX || cookies.containsKey(key)) {
            cookies.put(key, parts[0].substring(equals + 1).strip());
        }
    }

    private static boolean isOver(String name, String attribute) {
        try {
            return HttpCookie.parse(name + "=x; " + attribute).get(0).hasExpired();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String directory(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int end = path.lastIndexOf('/');
        return end <= 0 ? "/" : path.substring(0, end);
    }

    /** Whether this side said anything about a cookie of this name, if only that it is over. */
    boolean knows(String name) {
        return known.contains(name);
    }

    /** Those that a request for this target carries, as in a {@code Cookie} header without its name. */
    List<String> of(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return cookies.entrySet().stream()
                .filter(cookie -> isBelow(cookie.getKey().path(), path))
                .map(cookie -> cookie.getKey().name() + "=" + cookie.getValue())
                .toList();
    }

    private static boolean isBelow(String cookie, String path) {
        return path.equals(cookie)
                || (path.startsWith(cookie) && (cookie.endsWith("/") || path.charAt(cookie.length()) == '/'));
    }
}
