package dev.bailey.app;

import dev.bailey.control.Throttling;
import dev.bailey.router.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The small notations of a plan: durations, addresses, URLs. */
final class PlanText {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private static final Pattern PERCENT = Pattern.compile("([1-9][0-9]?)%");

    private static final Pattern SHARE = Pattern.compile("(100|[0-9]{1,2}(?:\\.[0-9]{1,3})?)%");

    private static final Pattern TIMES = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,2})?)x");

    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^]\\s]+)]|([^:\\s\\[\\]]+)):([0-9]{1,5})");

    private static final Pattern STORE =
            Pattern.compile("(?<scheme>postgres|postgresql|mysql|mariadb)://[^@/:\\s]+(?::(?<password>[^@/\\s]*))?@"
                    + "(?<hosts>[^/@?\\s]+)/(?<database>[^/?\\s]+)(?:\\?\\S*)?");

    private static final String POSTGRES = "postgres";

    /** By the scheme of an address. */
    private static final Map<String, Set<String>> ENGINES = Map.of(
            POSTGRES,
            Set.of("postgresql"),
            "postgresql",
            Set.of("postgresql"),
            "mysql",
            Set.of("mysql", "mariadb"),
            "mariadb",
            Set.of("mariadb"));

    private static final Pattern PORT = Pattern.compile(":([0-9]{5,9})(?=[,/?]|$)");

    private static final Pattern STORE_HOST = Pattern.compile("(\\[[^]\\s]+]|[^:\\s]+)(?::([0-9]{1,5}))?");

    /** In the place of a placeholder: a sign that no address has. */
    private static final String FILLED_IN = "\0";

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:env:)?([A-Z][A-Z0-9_]*)");

    private static final int PORT_MAX = 65_535;

    private PlanText() {}

    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                });
    }

    /** A time in days or hours. */
    static Optional<Duration> days(String text) {
        return text.endsWith("d") && text.matches("[0-9]{1,5}d")
                ? Optional.of(Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1))))
                : duration(text);
    }

    /** A size as a plan writes it, in powers of ten; empty when it is no such text. */
    static OptionalLong bytes(String text) {
        return text.matches("[1-9][0-9]{0,8}B")
                ? OptionalLong.of(Long.parseLong(text.substring(0, text.length() - 1)))
                : Throttling.bytes(text);
    }

    static OptionalInt percent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** A part of many, in percent. */
    static OptionalDouble share(String text) {
        Matcher matcher = SHARE.matcher(text);
        return matcher.matches() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }

    /** How many times something, such as {@code 3x}. */
    static OptionalDouble times(String text) {
        Matcher matcher = TIMES.matcher(text);
        return matcher.matches() ? OptionalDouble.of(Double.parseDouble(matcher.group(1))) : OptionalDouble.empty();
    }

    static Optional<ListenAddress> endpoint(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > PORT_MAX) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new ListenAddress(host, Integer.parseInt(matcher.group(3))));
    }

    /**
     * Where a store's URL leads, each server in one spelling, without who logs in: {@code host:port/database}. Empty
     * when it is no such URL.
     */
    static List<String> storeAddresses(String url) {
        Matcher matcher = STORE.matcher(url);
        if (!matcher.matches()) {
            return List.of();
        }
        List<String> addresses = new ArrayList<>();
        for (String text : matcher.group("hosts").split(",", -1)) {
            Matcher host = STORE_HOST.matcher(text);
            String port = host.matches() && host.group(2) != null ? host.group(2) : port(matcher);
            if (!host.matches() || Integer.parseInt(port) > PORT_MAX) {
                return List.of();
            }
            addresses.add(host.group(1).toLowerCase(Locale.ROOT) + ":" + port + "/" + matcher.group("database"));
        }
        return List.copyOf(addresses);
    }

    /**
     * The port of an address that no server can have, whether the address is a store's, an application's or one's own.
     */
    static Optional<String> portBeyond(String address) {
        // what stands before the sign may be a password
        return PORT.matcher(address.substring(address.lastIndexOf('@') + 1))
                .results()
                .map(port -> port.group(1))
                .filter(port -> Integer.parseInt(port) > PORT_MAX)
                .findFirst();
    }

    private static String port(Matcher store) {
        return store.group("scheme").startsWith(POSTGRES) ? "5432" : "3306";
    }

    /** The engines that an address may be of; none where it is no address. */
    static Set<String> engines(String url) {
        Matcher matcher = STORE.matcher(url);
        return matcher.matches() ? ENGINES.getOrDefault(matcher.group("scheme"), Set.of()) : Set.of();
    }

    /** The database's name in an address; empty where it is none. */
    static Optional<String> database(String url) {
        Matcher matcher = STORE.matcher(url);
        return matcher.matches() ? Optional.of(matcher.group("database")) : Optional.empty();
    }

    /** The password that stands in the plan itself; empty where none does. */
    static Optional<String> shownPassword(String template) {
        Matcher matcher = STORE.matcher(template.replaceAll("\\$\\{[^}]*}", FILLED_IN));
        return matcher.matches()
                ? Optional.ofNullable(matcher.group("password"))
                        .filter(password -> !password.isEmpty() && !password.contains(FILLED_IN))
                : Optional.empty();
    }

    /** The variable that shells would put in the place of a text; empty where it is not written like one. */
    static Optional<String> variable(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The root of an application that speaks HTTP. */
    static Optional<URI> application(String url) {
        try {
            URI uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean plain = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawUserInfo() == null
                    && uri.getPort() <= PORT_MAX;
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
