package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and who asks, read from {@code mysql://user:password@host:port/database?sslMode=…}, or
 * {@code mariadb://…}, with percent-encoding where a part holds one of the signs that divide. Immutable; its text never
 * holds the password.
 *
 * @param hosts a primary and the replicas that may take over from it
 * @param parameters of the driver, such as {@code sslMode}
 * @param logsCopies whether rows that are copied into this database stand in its binary log
 */
record MysqlUrl(
        List<Host> hosts,
        String database,
        String user,
        String password,
        Map<String, String> parameters,
        boolean logsCopies) {

    private static final int PORT = 3306;
    private static final String HOST = "(?:\\[[^]]+]|[^:/?@,\\s]+)(?::\\d{1,5})?";
    private static final Pattern SHAPE =
            Pattern.compile("(?:mysql|mariadb)://(?:(?<user>[^:@/]*)(?::(?<password>.*))?@)?" + "(?<hosts>" + HOST
                    + "(?:," + HOST + ")*)/(?<database>[^/?@]+)(?:\\?(?<query>[^@]*))?");

    /** What may follow the question mark; anything else would change what sessions mean. */
    private static final Set<String> OF_DRIVER = Set.of("sslMode", "serverSslCert", "trustStore", "trustStorePassword");

    /** Bailey's own parameter: {@code on}, as it is by default, or {@code off}. */
    static final String COPY_LOG = "copyLog";

    private static final List<String> ALLOWED =
            Stream.concat(OF_DRIVER.stream(), Stream.of(COPY_LOG)).sorted().toList();

    /** One server. */
    record Host(String name, int port) {

        private static Host of(String text) {
            int colon = text.lastIndexOf(':');
            return colon > text.lastIndexOf(']')
                    ? new Host(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)))
                    : new Host(text, PORT);
        }

        @Override
        public String toString() {
            return name + ":" + port;
        }
    }

    MysqlUrl {
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
    }

    static MysqlUrl of(String url) {
        Matcher parts = SHAPE.matcher(url);
        if (!parts.matches()) {
            // The text itself is not repeated: it holds the password.
            throw new Problem(
                    Kind.UNFIT,
                    "a MySQL address reads mysql://user:password@host:port/database (or mariadb://…), or with"
                            + " host:port,host:port where a replica may take over;"
                            + " percent-encode signs such as @ : / ? in user and password");
        }
        Map<String, String> parameters = parameters(parts.group("query") == null ? "" : parts.group("query"));
        boolean logsCopies = logsCopies(parameters.remove(COPY_LOG));
        return new MysqlUrl(
                Arrays.stream(parts.group("hosts").split(",", -1)).map(Host::of).toList(),
                decoded(parts.group("database")),
                parts.group("user") == null ? "root" : decoded(parts.group("user")),
                parts.group("password") == null ? "" : decoded(parts.group("password")),
                parameters,
                logsCopies);
    }

    private static boolean logsCopies(@Nullable String value) {
        if (value != null && !value.equals("on") && !value.equals("off")) {
            throw new Problem(Kind.UNFIT, COPY_LOG + " in a MySQL address is on or off, not \"" + value + "\"");
        }
        return !"off".equals(value);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!ALLOWED.contains(name)) {
                throw new Problem(
                        Kind.UNFIT,
                        "a MySQL address takes the parameters " + String.join(", ", ALLOWED) + ", not \"" + name
                                + "\"");
            }
            parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(Kind.UNFIT, "a MySQL address holds a % that is not followed by two hex digits", e);
        }
    }

    @Override
    public String toString() {
        return hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }
}
