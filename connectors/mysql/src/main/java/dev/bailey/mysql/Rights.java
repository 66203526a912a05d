package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user may do on the server and on whole databases, read from its grants. A user with roles may have rights that
 * are not seen here, and is given the benefit of the doubt. Immutable.
 */
record Rights(List<Grant> grants, boolean hasRoles) {

    private static final Pattern GRANT = Pattern.compile(
            "GRANT (.+?) ON (?:TABLE )?(`(?:[^`]|``)+`|\\*)\\.(`(?:[^`]|``)+`|\\*) TO .*", Pattern.DOTALL);

    private static final Pattern ROLE = Pattern.compile("GRANT [`'\"].*", Pattern.DOTALL);

    /** What older and newer versions, and both engines, call the same. */
    private static final List<Set<String>> SAME =
            List.of(Set.of("REPLICATION CLIENT", "BINLOG MONITOR"), Set.of("REPLICATION SLAVE", "REPLICATION REPLICA"));

    /** @param database a pattern, as the server keeps it; {@code *} for all */
    record Grant(Set<String> privileges, String database) {
        Grant {
            privileges = Set.copyOf(privileges);
        }

        boolean isFor(String name) {
            if (database.equals("*")) {
                return true;
            }
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < database.length(); i++) {
                char each = database.charAt(i);
                if (each == '\\' && i + 1 < database.length()) {
                    i++;
                    regex.append(Pattern.quote(String.valueOf(database.charAt(i))));
                } else {
                    regex.append(each == '%' ? ".*" : each == '_' ? "." : Pattern.quote(String.valueOf(each)));
                }
            }
            return name.matches(regex.toString());
        }

        boolean has(String privilege) {
            return privileges.contains(privilege)
                    || privileges.contains("ALL PRIVILEGES")
                    || SAME.stream()
                            .filter(same -> same.contains(privilege))
                            .anyMatch(same -> same.stream().anyMatch(privileges::contains));
        }
    }

    Rights {
        grants = List.copyOf(grants);
    }

    static Rights of(Connection session) throws SQLException {
        List<Grant> grants = new ArrayList<>();
        boolean roles = false;
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GRANTS")) {
            while (rows.next()) {
                String grant = rows.getString(1);
                Matcher parts = GRANT.matcher(grant);
                if (parts.matches() && parts.group(3).equals("*")) {
                    Set<String> privileges = new TreeSet<>(Arrays.asList(
                            parts.group(1).toUpperCase(Locale.ROOT).split(",\\s*", -1)));
                    String name = parts.group(2);
                    grants.add(new Grant(
                            privileges,
                            name.equals("*")
                                    ? "*"
                                    : name.substring(1, name.length() - 1).replace("``", "`")));
                } else if (!parts.matches() && ROLE.matcher(grant).matches()) {
                    roles = true;
                }
            }
        }
        return new Rights(grants, roles);
    }

    /** Whether it has no such right on the whole server. */
    boolean lacks(String privilege) {
        return !hasRoles && grants.stream().noneMatch(grant -> grant.database.equals("*") && grant.has(privilege));
    }

    /** Whether it has no such right on a database. */
    boolean lacks(String privilege, String database) {
        return !hasRoles && grants.stream().noneMatch(grant -> grant.isFor(database) && grant.has(privilege));
    }
}
