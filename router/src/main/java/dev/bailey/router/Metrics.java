package dev.bailey.router;

import java.util.List;

/**
 * Where a router answers scrapes of its figures. Immutable.
 *
 * @param paths beginnings of paths, at most {@value #PATHS_MAX}, whose requests are counted apart; the first that fits
 */
public record Metrics(ListenAddress listen, List<String> paths) {

    /** Each is a dozen time series of its own at whoever scrapes. */
    public static final int PATHS_MAX = 20;

    public Metrics {
        paths = List.copyOf(paths);
        if (paths.size() > PATHS_MAX) {
            throw new IllegalArgumentException("at most " + PATHS_MAX + " paths are counted apart: " + paths);
        }
        for (String path : paths) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("a path begins with a slash: " + path);
            }
        }
    }
}
