package dev.bailey.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.judging.Answer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jsoup.Jsoup;

/**
 * What of an answer later requests need: {@code $.order.id}, {@code header location}, {@code input csrf} (the field of
 * a page by its name), or {@code /order ([0-9]+)/}, whose first group is taken. Immutable.
 */
public record Take(String spelling) {

    private static final String HEADER = "header ";
    private static final String INPUT = "input ";

    /** @throws IllegalArgumentException if it is none of those */
    public Take {
        if (spelling.startsWith("$")) {
            JsonText.path(spelling);
        } else if (isPattern(spelling)) {
            if (pattern(spelling).matcher("").groupCount() == 0) {
                throw new IllegalArgumentException("put what is to be taken in parentheses: " + spelling);
            }
        } else if (!spelling.startsWith(HEADER) && !spelling.startsWith(INPUT)) {
            throw new IllegalArgumentException(
                    "write $.a.path, \"header NAME\", \"input NAME\" or \"/a (pattern)/\": " + spelling);
        }
    }

    /** Empty where the answer has no such thing. */
    Optional<String> from(Answer answer) {
        if (spelling.startsWith("$")) {
            return JsonText.find(answer.text(), spelling)
                    .filter(JsonNode::isValueNode)
                    .map(JsonText::shown);
        } else if (spelling.startsWith(HEADER)) {
            return Optional.of(answer.header(spelling.substring(HEADER.length()).strip()))
                    .filter(value -> !value.isEmpty());
        } else if (spelling.startsWith(INPUT)) {
            String name = spelling.substring(INPUT.length()).strip();
            return Jsoup.parse(answer.text()).select("input").stream()
                    .filter(input -> input.attr("name").equals(name))
                    .map(input -> input.attr("value"))
                    .findFirst();
        }
        Matcher matcher = pattern(spelling).matcher(answer.text());
        return matcher.find() ? Optional.ofNullable(matcher.group(1)) : Optional.empty();
    }

    private static boolean isPattern(String spelling) {
        return spelling.length() > 2 && spelling.startsWith("/") && spelling.endsWith("/");
    }

    private static Pattern pattern(String spelling) {
        try {
            return Pattern.compile(spelling.substring(1, spelling.length() - 1));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no pattern: " + spelling + ": " + e.getDescription(), e);
        }
    }
}
