package dev.bailey.control;

import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowedRequest;
import java.nio.file.Path;
import java.util.Set;

/** A file that recorded traffic is written to, with its secrets hidden. Used by one thread at a time. */
public interface TrafficFile extends AutoCloseable {

    /** Makes such files. */
    @FunctionalInterface
    interface Maker {

        /**
         * An empty one.
         *
         * @param service whose traffic it is
         * @param file that only its owner may read, and that is there already
         * @param personal names or paths of fields that are hidden too
         * @throws dev.bailey.core.Problem if it cannot be written
         */
        TrafficFile open(String service, Path file, Set<String> personal);
    }

    /**
     * Adds one more.
     *
     * @return whether it was; what cannot be hidden is not written
     */
    boolean add(ShadowedRequest request, ShadowAnswer answer);

    /** Everything that was added is in the file from here on. */
    @Override
    void close();
}
