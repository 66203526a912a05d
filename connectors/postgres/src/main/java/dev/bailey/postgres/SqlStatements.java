package dev.bailey.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parts a script into its statements as {@code psql} does: at each semicolon that stands in no quotes, comment,
 * parentheses or {@code BEGIN ATOMIC … END}. Comments before a statement and lines that speak to {@code psql} are left
 * out. Confined to one thread, used once.
 */
final class SqlStatements {

    private static final Pattern DOLLAR_QUOTE = Pattern.compile("\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Pattern ROUTINE = Pattern.compile(
            "CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:FUNCTION|PROCEDURE)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final String script;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int at;
    private int parentheses;
    private int blocks;

    private SqlStatements(String script) {
        this.script = script;
    }

    static List<String> of(String script) {
        SqlStatements parting = new SqlStatements(script);
        parting.part();
        return parting.statements;
    }

    private void part() {
        while (at < script.length()) {
            char sign = script.charAt(at);
            if (script.startsWith("--", at) || (sign == '\\' && statement.isEmpty())) {
                skip(endOfLine());
            } else if (script.startsWith("/*", at)) {
                skip(endOfComment());
            } else if (sign == '\'') {
                take(endOfQuotes('\'', isEscapeString()));
            } else if (sign == '"') {
                take(endOfQuotes('"', /* backslashEscapes= */ false));
            } else if (sign == '$') {
                take(endOfDollarQuotes());
            } else if (Character.isLetter(sign) || sign == '_') {
                takeWord();
            } else if (sign == ';' && parentheses == 0 && blocks == 0) {
                at++;
                finish();
            } else {
                parentheses += sign == '(' ? 1 : sign == ')' ? -1 : 0;
                take(at + 1);
            }
        }
        finish();
    }

    private void finish() {
        String text = statement.toString().strip();
        if (!text.isEmpty()) {
            statements.add(text);
        }
        statement.setLength(0);
        parentheses = 0;
        blocks = 0;
    }

    private void skip(int end) {
        at = end;
    }

    private void take(int end) {
        if (!statement.isEmpty() || !Character.isWhitespace(script.charAt(at))) {
            statement.append(script, at, end);
        }
        at = end;
    }

    /** Counts blocks, for the body of a routine in standard SQL holds semicolons. */
    private void takeWord() {
        Matcher word = WORD.matcher(script).region(at, script.length());
        int end = word.lookingAt() ? word.end() : at + 1;
        String upper = script.substring(at, end).toUpperCase(Locale.ROOT);
        if ((upper.equals("BEGIN") && ROUTINE.matcher(statement).matches()) || (upper.equals("CASE") && blocks > 0)) {
            blocks++;
        } else if (upper.equals("END") && blocks > 0) {
            blocks--;
        }
        take(end);
    }

    private boolean isEscapeString() {
        return at > 0
                && (script.charAt(at - 1) == 'E' || script.charAt(at - 1) == 'e')
                && (at == 1 || !Character.isLetterOrDigit(script.charAt(at - 2)));
    }

    private int endOfQuotes(char quote, boolean backslashEscapes) {
        int i = at + 1;
        while (i < script.length()) {
            if (backslashEscapes && script.charAt(i) == '\\') {
                i += 2;
            } else if (script.charAt(i) != quote) {
                i++;
            } else if (script.startsWith(String.valueOf(quote).repeat(2), i)) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        return script.length();
    }

    private int endOfDollarQuotes() {
        Matcher opening = DOLLAR_QUOTE.matcher(script).region(at, script.length());
        if (!opening.lookingAt()) {
            return at + 1;
        }
        int closing = script.indexOf(opening.group(), opening.end());
        return closing < 0 ? script.length() : closing + opening.group().length();
    }

    private int endOfLine() {
        int end = script.indexOf('\n', at);
        return end < 0 ? script.length() : end + 1;
    }

    private int endOfComment() {
        int depth = 0;
        int i = at;
        while (i < script.length()) {
            if (script.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (script.startsWith("*/", i)) {
                depth--;
                i += 2;
                if (depth == 0) {
                    return i;
                }
            } else {
                i++;
            }
        }
        return script.length();
    }
}
