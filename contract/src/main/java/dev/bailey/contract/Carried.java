package dev.bailey.contract;

import dev.bailey.judging.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one side answered and later requests to it need: cookies, values that a contract names, and values that the
 * recorded answer had where this side has another. Confined to one thread.
 */
final class Carried {

    /** A value of this length is nothing else by chance, and is looked for inside others too. */
    private static final int LONG = 16;

    /** A shorter one stands for itself only where its name says so: a count of 12 is no order 12. */
    private static final int SHORT = 6;

    private static final int FOUND_MAX = 50_000;

    private static final Pattern NAME = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)}");

    private static final Pattern IDENTIFIER = Pattern.compile("(.*[_-])?(id|uuid|key|number|no|token|slug)|.*Id");

    /** What this side has instead of a recorded value, and the name by which it was answered. */
    private record Found(String mine, String name) {}

    private final Map<String, String> named = new HashMap<>();
    private final Map<String, Found> found = new LinkedHashMap<>();
    private final Map<String, String> used = new LinkedHashMap<>();
    private final CookieJar cookies = new CookieJar();
    private final Map<String, String> masked;

    /** @param masked what is sent instead of values that a recording hides, by the names of their fields */
    Carried(Map<String, String> masked) {
        this.masked = Map.copyOf(masked);
    }

    /** Whether a text is nothing but the name of a value that was taken. */
    static boolean isOneName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The names that a request calls for and nobody has taken. */
    Set<String> missing(Call call) {
        Set<String> missing = new LinkedHashSet<>();
        if (call.recorded().isEmpty()) {
            Fields.call(call, (path, value) -> {
                NAME.matcher(value)
                        .results()
                        .map(result -> result.group(1))
                        .filter(name -> !named.containsKey(name))
                        .forEach(missing::add);
                return value;
            });
        }
        return missing;
    }

    /** The request as this side needs it. */
    Call fill(Call call) {
        Call filled = Fields.call(call, call.recorded().isPresent() ? this::instead : (path, value) -> filled(value));
        return filled.with(filled.target(), withCookies(call, filled), filled.body());
    }

    private String filled(String value) {
        Matcher names = NAME.matcher(value);
        return names.replaceAll(name -> Matcher.quoteReplacement(named.getOrDefault(name.group(1), name.group())));
    }

    private String instead(String path, String value) {
        if (path.startsWith("cookie ")) {
            return value;
        }
        String name = Fields.name(path);
        if (value.contains(Masking.MASKED) && masked.containsKey(name)) {
            return masked.getOrDefault(name, value);
        }
        Found whole = found.get(value);
        if (whole != null && (value.length() >= SHORT || isNamedAlike(path, name, whole.name()))) {
            used.put(value, whole.mine());
            return whole.mine();
        }
        return value.length() < LONG ? value : inside(value);
    }

    private static boolean isNamedAlike(String path, String name, String answered) {
        boolean identifies = IDENTIFIER.matcher(answered).matches();
        return path.equals("path")
                ? identifies
                : name.equals(answered.toLowerCase(Locale.ROOT))
                        || (identifies && IDENTIFIER.matcher(name).matches());
    }

    private String inside(String value) {
        String changed = value;
        for (Map.Entry<String, Found> each : found.entrySet()) {
            if (each.getKey().length() >= LONG && changed.contains(each.getKey())) {
                changed = changed.replace(each.getKey(), each.getValue().mine());
                used.put(each.getKey(), each.getValue().mine());
            }
        }
        return changed;
    }

    /** The recorded ones, but for those about which this side has said something, and what it said. */
    private List<Header> withCookies(Call call, Call filled) {
        List<String> sent = new ArrayList<>(cookies.of(filled.target()));
        Arrays.stream(call.header("cookie").split(";\\s*", -1))
                .filter(cookie -> cookie.contains("="))
                .filter(cookie ->
                        !cookies.knows(cookie.substring(0, cookie.indexOf('=')).strip()))
                .filter(cookie -> !cookie.contains(Masking.MASKED))
                .map(this::filled)
                .forEach(sent::add);
        List<Header> headers = new ArrayList<>(
                filled.headers().stream().filter(header -> !header.is("cookie")).toList());
        if (!sent.isEmpty()) {
            headers.add(new Header("Cookie", String.join("; ", sent)));
        }
        return headers;
    }

    /**
     * Keeps what this side answered.
     *
     * @return the names of values that should have been in it and are not
     */
    Set<String> learn(Call call, Call sent, Answer answer) {
        cookies.learn(answer.headers().getOrDefault("set-cookie", List.of()), sent.target());
        call.recorded().ifPresent(recorded -> pair(Places.of(recorded), Places.of(answer)));
        Set<String> missing = new LinkedHashSet<>();
        call.takes().forEach((name, take) -> {
            Optional<String> taken = take.from(answer);
            taken.ifPresentOrElse(value -> named.put(name, value), () -> missing.add(name));
            taken.ifPresent(value -> used.put("${" + name + "}", value));
        });
        return missing;
    }

    /**
     * A text of this side's answer with what all sides call a value instead of this side's own, as far as values were
     * carried on: a difference that is none then is that of two sides that count apart.
     */
    String common(String text) {
        for (Map.Entry<String, String> each : used.entrySet()) {
            if (text.equals(each.getValue())) {
                return each.getKey();
            }
        }
        String changed = text.contains("/")
                ? Fields.url(text, (path, value) -> path.equals("path") && !value.equals(text) ? common(value) : value)
                : text;
        for (Map.Entry<String, String> each : used.entrySet()) {
            if (each.getValue().length() >= SHORT) {
                changed = changed.replace(each.getValue(), each.getKey());
            }
        }
        return changed;
    }

    private void pair(Map<String, String> recorded, Map<String, String> mine) {
        recorded.forEach((place, value) -> {
            String other = mine.get(place);
            if (other != null && !value.isEmpty() && (found.size() < FOUND_MAX || found.containsKey(value))) {
                keep(place, value, other);
            }
        });
    }

    /** The same value may come back later: what was found before is over then. */
    private void keep(String place, String value, String other) {
        if (!other.equals(value)) {
            found.put(value, new Found(other, answeredName(place)));
        } else {
            found.remove(value);
        }
    }

    private static String answeredName(String place) {
        String name = place.replaceAll("\\[\\d+]|\\s\\d+$", "");
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf(' ')) + 1);
    }
}
