package dev.bailey.core;

import java.net.UnknownHostException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The name of a server that nobody could look up. */
public final class UnknownName {

    private UnknownName() {}

    /** The one that a failure to connect comes from; empty where it has another cause. */
    public static Optional<String> of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                // the system's resolver adds its own words behind the name
                return Optional.of(String.valueOf(cause.getMessage()).replaceFirst(": .*", ""));
            }
        }
        return Optional.empty();
    }

    /** What is said of it, and what to do. */
    public static String sentence(String name) {
        return "the name \"" + name
                + "\" is not known here; check it in the plan, and that this machine can look it up";
    }
}
