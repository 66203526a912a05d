package dev.bailey.mysql;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement as the log has it, as far as it matters to a reader of rows. Nothing of it is run, and what is not
 * understood is no reason to stop: a table that is altered describes itself anew before its next row. Immutable.
 *
 * @param table that it empties, unquoted, with the database if it is named
 */
record LogStatement(Kind kind, Optional<String> table) {

    /** What a statement in the log is. */
    enum Kind {
        BEGIN,
        COMMIT,
        ROLLBACK,
        TRUNCATE,
        /** Rows were changed, and the log does not say which. */
        ROWS,
        /** Part of a transaction that is prepared, and decided later. */
        XA,
        OTHER
    }

    private static final Pattern COMMENTS =
            Pattern.compile("\\A(?:\\s+|/\\*(?!!).*?\\*/|--\\s[^\\n]*\\n|#[^\\n]*\\n)+", Pattern.DOTALL);

    /** {@code SET STATEMENT … FOR} is MariaDB's. */
    private static final Pattern PREFIX = Pattern.compile("\\ASET\\s+STATEMENT\\s.*?\\sFOR\\s+", Pattern.DOTALL);

    private static final String NAME = "(?:`(?:[^`]|``)+`|[^\\s`.;]+)";
    private static final Pattern TRUNCATE = Pattern.compile(
            "\\ATRUNCATE\\s+(?:TABLE\\s+)?(" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?).*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    static LogStatement of(String sql) {
        String bare = COMMENTS.matcher(sql).replaceFirst("");
        String upper = bare.substring(0, Math.min(200, bare.length())).toUpperCase(Locale.ROOT);
        if (upper.startsWith("SET STATEMENT")) {
            bare = PREFIX.matcher(bare).replaceFirst("");
            upper = bare.substring(0, Math.min(200, bare.length())).toUpperCase(Locale.ROOT);
        }
        Matcher truncate = TRUNCATE.matcher(bare);
        if (truncate.matches()) {
            return new LogStatement(Kind.TRUNCATE, Optional.of(unquoted(truncate.group(1))));
        }
        return new LogStatement(kind(upper), Optional.empty());
    }

    private static Kind kind(String upper) {
        if (upper.startsWith("BEGIN")) {
            return Kind.BEGIN;
        } else if (upper.startsWith("COMMIT")) {
            return Kind.COMMIT;
        } else if (upper.startsWith("ROLLBACK") && !upper.startsWith("ROLLBACK TO")) {
            return Kind.ROLLBACK;
        } else if (upper.startsWith("XA ")) {
            return Kind.XA;
        }
        boolean changesRows = upper.startsWith("INSERT")
                || upper.startsWith("UPDATE")
                || upper.startsWith("DELETE")
                || upper.startsWith("REPLACE")
                || upper.startsWith("LOAD DATA");
        return changesRows ? Kind.ROWS : Kind.OTHER;
    }

    private static String unquoted(String name) {
        return name.replaceAll("\\s*\\.\\s*", ".")
                .replace("``", "\0")
                .replace("`", "")
                .replace("\0", "`");
    }
}
