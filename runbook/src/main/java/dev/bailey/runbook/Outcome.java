package dev.bailey.runbook;

import java.util.Map;

/** What came of an action. Immutable. */
sealed interface Outcome {

    /**
     * It did what it should.
     *
     * @param details what is worth keeping; holds no secret
     */
    record Done(Map<String, String> details) implements Outcome {}

    /** It ended, and not as it should. */
    record Failed(String because) implements Outcome {}

    /** It may have been done or not. */
    record Unknown(String because) implements Outcome {}

    /** A person has decided, and the journal has it. */
    record Decided() implements Outcome {}
}
