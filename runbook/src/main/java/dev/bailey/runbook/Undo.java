package dev.bailey.runbook;

/** How what a step did is taken back. Immutable. */
public sealed interface Undo {

    /** For a step that changes nothing. */
    static Undo nothing() {
        return new None("it changes nothing");
    }

    /**
     * By another action.
     *
     * @param action a command, a request, or something that a person does
     */
    record By(Action action) implements Undo {
        public By {
            if (action instanceof Wait || action instanceof Approval) {
                throw new IllegalArgumentException("an undo has to do something: " + action.title());
            }
        }
    }

    /**
     * Not at all.
     *
     * @param because why that is right, for people
     */
    record None(String because) implements Undo {
        public None {
            if (because.isBlank()) {
                throw new IllegalArgumentException("a step without an undo says why it needs none");
            }
        }
    }
}
