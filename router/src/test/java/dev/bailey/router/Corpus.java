package dev.bailey.router;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the corpus; how it is written stands at its top. */
final class Corpus {

    private static final Pattern REPEATED = Pattern.compile("\\{(.+?)\\*(\\d+)}");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    private Corpus() {}

    static List<CorpusCase> read(String resource) {
        return blocks(resource).stream().map(Corpus::oneCase).toList();
    }

    /** The lines of each case, the one with its name first. */
    static List<List<String>> blocks(String resource) {
        List<List<String>> blocks = new ArrayList<>();
        for (String line : lines(resource)) {
            if (line.startsWith("= ")) {
                blocks.add(new ArrayList<>());
            }
            if (!line.isEmpty() && !line.startsWith("#")) {
                blocks.get(blocks.size() - 1).add(line);
            }
        }
        return blocks;
    }

    private static CorpusCase oneCase(List<String> block) {
        String half = marked(block, "/").stream().findFirst().orElse("");
        String sent = half.isEmpty() ? only(block, ">") : half;
        List<String> upstream = marked(block, "^").stream().map(Corpus::bytes).toList();
        return new CorpusCase(
                only(block, "="),
                bytes(sent),
                !half.isEmpty(),
                only(block, "<"),
                upstream,
                only(block, "n"),
                only(block, "h"),
                marked(block, "@").stream().findFirst().orElse(""));
    }

    static String only(List<String> block, String mark) {
        List<String> found = marked(block, mark);
        if (found.size() != 1) {
            throw new IllegalArgumentException("one line marked " + mark + " is needed: " + block);
        }
        return found.get(0);
    }

    static List<String> marked(List<String> block, String mark) {
        return block.stream()
                .filter(line -> line.startsWith(mark + " "))
                .map(line -> line.substring(2))
                .toList();
    }

    static String bytes(String written) {
        String repeated = REPEATED.matcher(written)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).repeat(Integer.parseInt(found.group(2)))));
        return ESCAPED.matcher(repeated.replace("|", "\r\n"))
                .replaceAll(found -> Matcher.quoteReplacement(escaped(found.group(1))));
    }

    private static String escaped(String name) {
        return switch (name.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'x' -> String.valueOf((char) Integer.parseInt(name.substring(1), 16));
            default -> throw new IllegalArgumentException("unknown escape: \\" + name);
        };
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream(resource), resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
