package dev.bailey.mysql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which type keeps every value of another as it is. */
final class WiderTypes {

    private static final List<String> WHOLE_NUMBERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");

    /** Since MySQL 8.0.19 whole numbers have no display width, and MariaDB's has no meaning. */
    private static final Pattern WHOLE_NUMBER =
            Pattern.compile("(tinyint|smallint|mediumint|int|bigint)(?:\\(\\d+\\))?( unsigned)?");

    private static final Pattern TEXT = Pattern.compile("(varchar|varbinary)\\((\\d+)\\)(.*)");
    private static final Pattern DECIMAL = Pattern.compile("decimal\\((\\d+),(\\d+)\\)(.*)");

    private WiderTypes() {}

    static boolean holds(String wider, String narrower) {
        if (wider.equals(narrower)) {
            return true;
        }
        Matcher large = WHOLE_NUMBER.matcher(wider);
        Matcher small = WHOLE_NUMBER.matcher(narrower);
        if (large.matches() && small.matches()) {
            return holds(large, small);
        }
        Matcher longer = TEXT.matcher(wider);
        Matcher shorter = TEXT.matcher(narrower);
        if (longer.matches() && shorter.matches()) {
            return longer.group(1).equals(shorter.group(1))
                    && longer.group(3).equals(shorter.group(3))
                    && number(longer, 2) >= number(shorter, 2);
        }
        Matcher precise = DECIMAL.matcher(wider);
        Matcher less = DECIMAL.matcher(narrower);
        return precise.matches()
                && less.matches()
                && number(precise, 1) >= number(less, 1)
                && number(precise, 2) == number(less, 2)
                && precise.group(3).equals(less.group(3));
    }

    /** An unsigned one fits a signed one that is larger; never the other way. */
    private static boolean holds(Matcher large, Matcher small) {
        int steps = WHOLE_NUMBERS.indexOf(large.group(1)) - WHOLE_NUMBERS.indexOf(small.group(1));
        boolean sameSign = (large.group(2) == null) == (small.group(2) == null);
        return sameSign ? steps >= 0 : large.group(2) == null && steps > 0;
    }

    private static int number(Matcher matched, int group) {
        return Integer.parseInt(matched.group(group));
    }
}
