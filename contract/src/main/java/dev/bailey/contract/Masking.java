package dev.bailey.contract;

import dev.bailey.judging.Answer;
import dev.bailey.judging.SensitiveNames;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hides secrets and personal data behind a keyed hash, so that equal values stay equal and nobody without the key can
 * try which value it was. A number stays one, and an address of mail too. Thread-safe.
 */
public final class Masking {

    /** What every hidden text begins with. */
    static final String MASKED = "masked-";

    private static final Pattern MAIL = Pattern.compile("[A-Za-z0-9._+-]{1,64}(@|%40)[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");

    private static final Pattern ELEMENT = Pattern.compile("<([\\w:.-]+)(?:\\s[^<>]*)?>([^<>]{1,4096})</");

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");

    private static final int KEY_BYTES = 32;

    private final Set<String> more;
    private final SecretKeySpec key;

    /** @param more names or paths ({@code $.customer.note}) of fields that are hidden too */
    public Masking(Set<String> more, byte[] key) {
        this.more = more.stream().map(Masking::bare).collect(Collectors.toUnmodifiableSet());
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** With a key that nobody keeps: what is hidden is equal to itself within one file alone. */
    public static Masking once(Set<String> more) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new Masking(more, key);
    }

    private static String bare(String path) {
        return path.replaceAll("\\[[^]]*]", "").toLowerCase(Locale.ROOT);
    }

    /** The value of a field, hidden if its name says so; and addresses of mail in any. */
    public String value(String path, String value) {
        if (value.isEmpty() || value.startsWith(MASKED) || Carried.isOneName(value)) {
            return value;
        } else if (path.startsWith("cookie ") || isHidden(path)) {
            return hidden(value);
        }
        String text = path.equals("body") ? ELEMENT.matcher(value).replaceAll(this::element) : value;
        return MAIL.matcher(text).replaceAll(mail -> hidden(mail.group()));
    }

    /** What XML says in an element. */
    private String element(MatchResult found) {
        String whole = found.group();
        return Matcher.quoteReplacement(
                isHidden("element " + found.group(1)) && !found.group(2).startsWith(MASKED)
                        ? whole.replace(">" + found.group(2) + "<", ">" + hidden(found.group(2)) + "<")
                        : whole);
    }

    private boolean isHidden(String path) {
        String name = Fields.name(path);
        return !path.equals("path")
                && !path.equals("body")
                && (SensitiveNames.isOne(name) || more.contains(name) || more.contains(bare(path)));
    }

    private String hidden(String value) {
        byte[] hash = hash(value);
        if (NUMBER.matcher(value).matches()) {
            // As long as it was, and never with a zero in front.
            StringBuilder digits = new StringBuilder();
            for (int at = 0; at < value.length(); at++) {
                digits.append(at == 0 ? 1 + (hash[at] & 0xff) % 9 : (hash[at] & 0xff) % 10);
            }
            return digits.toString();
        }
        String word = MASKED + HexFormat.of().formatHex(hash, 0, 8);
        return MAIL.matcher(value).matches() ? word + "@example.invalid" : word;
    }

    private byte[] hash(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HMAC with SHA-256", e);
        }
    }

    /** What an answer says at a path, without the secrets that it has anywhere. */
    String shown(String path, String text, Answer answer) {
        Map<String, String> hidden = new LinkedHashMap<>();
        Places.of(answer).forEach(noting(hidden)::of);
        return swept(value(path, text), hidden);
    }

    /** A path and query. */
    public String target(String target) {
        return Fields.target(target, this::value);
    }

    /** The request and its recorded answer; what is hidden in one place is hidden in every other. */
    public Call call(Call call) {
        Map<String, String> hidden = new LinkedHashMap<>();
        Fields.Rewrite noting = noting(hidden);
        Call masked = Fields.call(call, noting);
        Optional<Answer> answer = call.recorded().map(recorded -> answer(recorded, noting, hidden));
        Call swept = Fields.call(masked, (path, value) -> swept(value, hidden));
        return new Call(
                call.place(),
                call.method(),
                swept.target(),
                swept.headers(),
                swept.body(),
                answer,
                call.wants(),
                call.takes());
    }

    /** Short values are not looked for elsewhere: there they are something else. */
    private Fields.Rewrite noting(Map<String, String> hidden) {
        return (path, value) -> {
            String masked = value(path, value);
            if (!masked.equals(value) && value.length() >= 6) {
                hidden.put(value, masked);
            }
            return masked;
        };
    }

    private static String swept(String value, Map<String, String> hidden) {
        String changed = value;
        for (Map.Entry<String, String> each : hidden.entrySet()) {
            changed = changed.replace(each.getKey(), each.getValue());
        }
        return changed;
    }

    private Answer answer(Answer answer, Fields.Rewrite noting, Map<String, String> hidden) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        answer.headers()
                .forEach((name, values) -> headers.put(
                        name,
                        Fields.headers(
                                        values.stream()
                                                .map(value -> new Header(name, value))
                                                .toList(),
                                        noting)
                                .stream()
                                .map(Header::value)
                                .toList()));
        String type = answer.header("content-type");
        if (answer.body().length == 0 || !isText(type)) {
            return new Answer(answer.status(), headers, answer.body());
        }
        String text = type.contains("json") ? Fields.json(answer.text(), noting) : page(answer, noting);
        return new Answer(
                answer.status(),
                utf8(headers, type),
                Content.of(swept(text, hidden)).bytes());
    }

    /** A page stays as it is written, but for the values of its fields. */
    private static String page(Answer answer, Fields.Rewrite noting) {
        Map<String, String> hidden = new LinkedHashMap<>();
        Places.of(answer).forEach((path, value) -> {
            String masked = noting.of(path, value);
            if (!masked.equals(value)) {
                hidden.put(value, masked);
            }
        });
        return noting.of("body", swept(answer.text(), hidden));
    }

    /** Whether all that this hides can be found in a body of this media type; nobody should keep any other. */
    public static boolean understands(String type) {
        return isText(type) || type.contains("x-www-form-urlencoded") || type.contains("multipart/form-data");
    }

    private static boolean isText(String type) {
        return type.startsWith("text/") || type.contains("json") || type.contains("xml") || type.contains("javascript");
    }

    /** What is hidden is written in UTF-8, whatever it was. */
    private static Map<String, List<String>> utf8(Map<String, List<String>> headers, String type) {
        Map<String, List<String>> changed = new LinkedHashMap<>(headers);
        changed.replaceAll((name, values) -> name.equalsIgnoreCase("content-type") && type.contains("charset=")
                ? List.of(type.replaceAll("charset=\"?[^\";,\\s]+\"?", "charset=utf-8"))
                : values);
        return changed;
    }
}
