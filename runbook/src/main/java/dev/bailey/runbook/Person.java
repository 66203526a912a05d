package dev.bailey.runbook;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Somebody who may decide. Immutable.
 *
 * @param tokenHash SHA-256 of the person's token in 64 hexadecimal digits, so that a plan holds no secret
 */
public record Person(String name, String tokenHash) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public Person {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no name for a person: at most 64 letters, digits, dots, dashes, underscores and @");
        }
        tokenHash = tokenHash.toLowerCase(Locale.ROOT);
        if (!HASH.matcher(tokenHash).matches()) {
            throw new IllegalArgumentException("the token of " + name
                    + " is given as its SHA-256 in 64 hexadecimal digits, which this is not: \"" + tokenHash + "\"");
        }
    }
}
