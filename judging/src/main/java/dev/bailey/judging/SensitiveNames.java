package dev.bailey.judging;

import java.util.Arrays;
import java.util.regex.Pattern;

/** Fields whose values nobody should read in a report or a recording: secrets, and what belongs to persons. */
public final class SensitiveNames {

    static final String MASK = "(masked)";

    private static final Pattern SECRET = Pattern.compile(
            "(.*[_.-])?(authorization|pass|passwd|password|passphrase|pwd|pin|otp|totp|cvv|cvc|pan|secret|token|csrf|xsrf"
                    + "|nonce|jwt|session|sessionid|sid|credentials?|signature|apikey|api[_-]key|private[_-]?key"
                    + "|access[_-]?key|auth|cookie|card[_-]?number|iban)([_.-].*)?"
                    + "|.*(password|secret|token|apikey|csrf|session)\\d?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PERSONAL = Pattern.compile(
            "(.*[_.-])?(e-?mail|mail|phone|mobile|fax|birth(day|date)?|date[_-]of[_-]birth|dob|ssn|passport"
                    + "|first[_-]?name|last[_-]?name|full[_-]?name|surname|street|zip|postcode|postal[_-]code)([_.-].*)?"
                    + "|.*(email|phone)",
            Pattern.CASE_INSENSITIVE);

    /** A report rather shows too little: a name that has one of these anywhere in it. */
    private static final Pattern TELLING = Pattern.compile(
            "passw|secret|token|session|cookie|authoriz|authentic|credential|api_?-?key|private_?-?key|iban"
                    + "|card_?-?number|cvc|cvv|ssn",
            Pattern.CASE_INSENSITIVE);

    /** Between the names of a path such as {@code $.orders[*].customer.email} or {@code header set-cookie}. */
    private static final Pattern BETWEEN = Pattern.compile("[.\\[\\]\\s:/$*]+");

    private SensitiveNames() {}

    /** Whether a field of this name is one. */
    public static boolean isOne(String name) {
        return SECRET.matcher(name).matches() || PERSONAL.matcher(name).matches();
    }

    /** Whether a field is one, or stands within one, or may be one by a part of its name. */
    static boolean isAt(String path) {
        return TELLING.matcher(path).find()
                || Arrays.stream(BETWEEN.split(path)).anyMatch(SensitiveNames::isOne);
    }
}
