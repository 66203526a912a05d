package dev.bailey.app;

import java.util.stream.Collectors;

/** Breaks the lines of a page so that they fit a terminal. */
final class Wrapping {

    /** The narrowest terminal that anybody still has. */
    static final int WIDTH = 80;

    private Wrapping() {}

    /**
     * Breaks at spaces alone, behind a comma if it can: a word that is too long stays whole, so that it can be copied.
     *
     * @param column where lines go on that begin with a space; others go on at the third
     */
    static String at(String page, int column) {
        return page.lines()
                .map(line -> broken(line, " ".repeat(line.startsWith(" ") ? column : 2)))
                .collect(Collectors.joining("\n"));
    }

    private static String broken(String line, String indentation) {
        StringBuilder all = new StringBuilder();
        String rest = line;
        while (rest.length() > WIDTH) {
            int comma = rest.lastIndexOf(", ", WIDTH - 1);
            // a figure stays with its name where that leaves no great hole
            int end = comma > WIDTH / 2 ? comma + 1 : rest.lastIndexOf(' ', WIDTH);
            if (end <= indentation.length()) {
                end = rest.indexOf(' ', WIDTH);
            }
            if (end < 0) {
                break;
            }
            all.append(rest.substring(0, end).stripTrailing()).append('\n');
            rest = indentation + rest.substring(end).strip();
        }
        return all.append(rest).toString();
    }
}
