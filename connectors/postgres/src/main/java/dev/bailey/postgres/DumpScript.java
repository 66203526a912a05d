package dev.bailey.postgres;

import dev.bailey.core.Catalog.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sorts what {@code pg_dump} wrote. What identifies rows (primary keys, and the indexes that stand in for them) comes
 * before the load, for changes are applied by it; the rest of the second section after it.
 */
final class DumpScript {

    private static final Pattern SESSION =
            Pattern.compile("SET\\s.*|SELECT\\s+pg_catalog\\.set_config\\(.*", Pattern.DOTALL);
    private static final Pattern PRIMARY_KEY =
            Pattern.compile("ALTER TABLE .*\\sADD CONSTRAINT .*\\sPRIMARY KEY .*", Pattern.DOTALL);
    private static final Pattern REPLICA_IDENTITY =
            Pattern.compile("ALTER TABLE .*\\sREPLICA IDENTITY .*", Pattern.DOTALL);
    private static final Pattern GUARD =
            Pattern.compile("CREATE TRIGGER bailey\\w* .*\\sEXECUTE FUNCTION bailey\\..*\\(\\)", Pattern.DOTALL);
    private static final Pattern SCHEMA = Pattern.compile("CREATE SCHEMA (.*)", Pattern.DOTALL);

    /** Only the owner may comment on it, and every database has its own with the same words. */
    private static final Pattern PUBLIC_COMMENT = Pattern.compile("COMMENT ON SCHEMA public IS .*", Pattern.DOTALL);

    private static final Pattern FOREIGN_KEY =
            Pattern.compile("ALTER TABLE (?:ONLY )?(.*?)\\s+ADD CONSTRAINT (.*?) FOREIGN KEY .*", Pattern.DOTALL);
    private static final Pattern NAMED_INDEX = Pattern.compile(
            "(?:CREATE UNIQUE INDEX|ALTER TABLE (?:ONLY )?.*?\\s+ADD CONSTRAINT) (.*?) (?:ON|UNIQUE) .*",
            Pattern.DOTALL);

    private DumpScript() {}

    /**
     * Sorts the statements of both sections.
     *
     * @param keyIndexes names, as SQL spells them, of the indexes that are replica identities
     * @param severed foreign keys to tables that do not move, as {@code schema.table constraint}
     */
    static Script of(String preData, String postData, Set<String> keyIndexes, Set<String> severed) {
        Predicate<String> wanted = statement -> !SESSION.matcher(statement).matches()
                && !GUARD.matcher(statement).matches()
                && !PUBLIC_COMMENT.matcher(statement).matches()
                && !isSevered(statement, severed);
        List<String> before = new ArrayList<>();
        List<String> identities = new ArrayList<>();
        List<String> after = new ArrayList<>();
        SqlStatements.of(preData).stream()
                .filter(wanted)
                .map(DumpScript::tolerant)
                .forEach(before::add);
        for (String statement : SqlStatements.of(postData)) {
            if (!wanted.test(statement)) {
                continue;
            }
            Matcher index = NAMED_INDEX.matcher(statement);
            if (PRIMARY_KEY.matcher(statement).matches() || (index.matches() && keyIndexes.contains(index.group(1)))) {
                before.add(statement);
            } else if (REPLICA_IDENTITY.matcher(statement).matches()) {
                identities.add(statement);
            } else {
                after.add(statement);
            }
        }
        before.addAll(identities);
        return new Script(before, after);
    }

    private static boolean isSevered(String statement, Set<String> severed) {
        Matcher key = FOREIGN_KEY.matcher(statement);
        return key.matches() && severed.contains(key.group(1) + " " + key.group(2));
    }

    /** Every database has a schema {@code public}, and a second run finds the others. */
    private static String tolerant(String statement) {
        Matcher schema = SCHEMA.matcher(statement);
        return schema.matches() ? "CREATE SCHEMA IF NOT EXISTS " + schema.group(1) : statement;
    }
}
