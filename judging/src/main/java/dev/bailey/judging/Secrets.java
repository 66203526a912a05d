package dev.bailey.judging;

import java.util.Locale;
import java.util.regex.Pattern;

/** Fields whose value nobody should read in a report, by their names. */
final class Secrets {

    static final String MASK = "(masked)";

    private static final Pattern NAMES = Pattern.compile(
            "passw|secret|token|session|cookie|authoriz|authentic|credential|api_?-?key|private_?-?key|iban|card_?-?number|cvc|cvv|ssn");

    private Secrets() {}

    static boolean isAt(String path) {
        return NAMES.matcher(path.toLowerCase(Locale.ROOT)).find();
    }
}
