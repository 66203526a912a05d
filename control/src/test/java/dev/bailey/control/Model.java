package dev.bailey.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A modelled world in one state: what may happen in it, and which state each happening leads to. A step is FAIR when it
 * happens in the end as long as it stays possible, or OPTIONAL: a fault, a new request, an operator. Confined to one
 * thread.
 */
abstract class Model {

    /** Is shown each possible step. */
    interface Steps {
        /** Must take what it wants of {@code next} before it returns. */
        void step(boolean fair, int[] next, @Nullable ModelViolation violation, String what);
    }

    /** The state looked at. */
    final int[] now;

    /** The state that the step in the making leads to. */
    final int[] next;

    private final ModelFields fields;
    private Steps steps = (fair, next, violation, what) -> {};
    private @Nullable ModelViolation violation;

    /** @param fields all of them */
    Model(ModelFields fields) {
        this.fields = fields;
        now = new int[fields.size()];
        next = new int[fields.size()];
    }

    /** In what state it begins. */
    abstract int[] start();

    /** Shows every step that is possible in the state {@link #now}. */
    abstract void steps();

    /** What is wrong with a state in which nothing must happen any more, and which may therefore last for ever. */
    abstract Optional<ModelViolation> atRest(int[] state);

    /** The same world once more, to be in another state. */
    abstract Model another();

    final ModelFields fields() {
        return fields;
    }

    final void explore(Steps shown) {
        steps = shown;
        steps();
    }

    final void begin() {
        System.arraycopy(now, 0, next, 0, now.length);
        violation = null;
    }

    final void fair(String what) {
        steps.step(/* fair= */ true, next, violation, what);
    }

    final void optional(String what) {
        steps.step(/* fair= */ false, next, violation, what);
    }

    final void violated(ModelViolation.Kind kind, String what) {
        violation = new ModelViolation(kind, what);
    }

    final boolean isViolated() {
        return violation != null;
    }

    /** Takes back what is not a fault here. */
    final void excuse(ModelViolation.Kind kind) {
        if (violation != null && violation.kind() == kind) {
            violation = null;
        }
    }
}
