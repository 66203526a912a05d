package dev.bailey.runbook;

/**
 * A wait until people have approved. It never times out, neither into a yes nor into an error. Immutable.
 *
 * @param name of the rule that says how many, and whose
 */
public record Approval(String name) implements Action {

    public Approval {
        if (name.isBlank()) {
            throw new IllegalArgumentException("an approval names its rule");
        }
    }

    @Override
    public String title() {
        return "Wait for the approval " + name;
    }

    @Override
    public boolean changesNothing() {
        return true;
    }
}
