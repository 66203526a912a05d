package dev.bailey.control;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param name as the journal has it
 * @param token of their own by which they proved it; empty for somebody with the run's token, who only says who they
 *     are
 */
record Caller(String name, Optional<String> token) {

    /** Leaves out the token. */
    @Override
    public String toString() {
        return token.isPresent() ? name : name + ", who did not prove it";
    }
}
