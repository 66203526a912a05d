package dev.bailey.runbook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A program to run, without a shell. It succeeds with exit status 0. Immutable.
 *
 * @param arguments the program and what it is given; they are shown to people and kept, so none may be a secret
 * @param environment added to Bailey's own; values may be secrets, and are never written down
 * @param limit after which the program and all that it started are ended
 */
public record Command(List<String> arguments, Map<String, String> environment, Duration limit)
        implements Action, Condition {

    /** More than systems take in one go. */
    private static final int ARGUMENTS_MAX = 10_000;

    /** Shells pass on no others. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    public Command {
        arguments = List.copyOf(arguments);
        environment = Secrets.copy(environment);
        if (arguments.isEmpty()
                || arguments.get(0).isBlank()
                || arguments.get(0).startsWith("-")) {
            throw new IllegalArgumentException("a command names its program first: " + arguments);
        }
        if (arguments.size() > ARGUMENTS_MAX) {
            throw new IllegalArgumentException(
                    arguments.size() + " arguments of a command, and at most " + ARGUMENTS_MAX + " are taken");
        }
        if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("an argument of " + arguments.get(0) + " holds a zero byte");
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" cannot be a variable of " + arguments.get(0));
            }
            if (variable.getValue().indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "the value of " + name + " for " + arguments.get(0) + " holds a zero byte");
            }
        }
        Limits.requireLimit(limit, arguments.get(0));
    }

    @Override
    public String title() {
        return "Run " + Secrets.of(environment.values()).struckOut(String.join(" ", arguments));
    }

    @Override
    public boolean changesNothing() {
        return false;
    }

    /** Without the environment's values. */
    @Override
    public String toString() {
        return "Command[" + title() + ", environment " + environment.keySet() + ", limit " + limit + "]";
    }
}
