package dev.bailey.mysql;

import dev.bailey.core.TransactionId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the binary log of one server: the number at the end of the file's name, and the byte in it. Immutable. As
 * the place where a transaction begins, it names the transaction: no other begins there.
 *
 * @param stem the file's name up to its number, with the dot
 */
record LogPoint(String stem, long file, long offset) implements TransactionId, Comparable<LogPoint> {

    private static final Pattern NAME = Pattern.compile("(.*\\.)(\\d+)");
    private static final Pattern TEXT = Pattern.compile("(.*\\.\\d+):(\\d+)");

    LogPoint {
        if (file < 0 || offset < 0) {
            throw new IllegalArgumentException("no place in a log: " + stem + file + ":" + offset);
        }
    }

    static LogPoint of(String fileName, long offset) {
        Matcher name = NAME.matcher(fileName);
        if (!name.matches()) {
            throw new IllegalArgumentException("no name of a binary log: \"" + fileName + "\"");
        }
        return new LogPoint(name.group(1), Long.parseLong(name.group(2)), offset);
    }

    static LogPoint of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no place in a binary log: \"" + text + "\"");
        }
        return of(parts.group(1), Long.parseLong(parts.group(2)));
    }

    /** Numbers have six digits, and more when they need them. */
    String fileName() {
        return stem + String.format("%06d", file);
    }

    @Override
    public int compareTo(LogPoint other) {
        return file != other.file ? Long.compare(file, other.file) : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return fileName() + ":" + offset;
    }
}
