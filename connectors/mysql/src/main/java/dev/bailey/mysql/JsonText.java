package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;
import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonFormatter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;

/**
 * A document of MySQL's log as the server itself would write it, so that copied and followed ones are the same. A
 * double keeps its exponent: without, it would be read as a whole number, or as another double.
 */
final class JsonText implements JsonFormatter {

    private static final int CONTROL_END = 0x20;

    private static final int MICROS_BITS = 24;

    private final StringBuilder out = new StringBuilder();

    /** @param stored in the server's binary form */
    static String of(byte[] stored) throws IOException {
        JsonText text = new JsonText();
        new Document(stored).parse(text);
        return text.toString();
    }

    /** The library takes a span below zero for another one. */
    private static final class Document extends JsonBinary {

        Document(byte[] stored) {
            super(stored);
        }

        @Override
        protected void parseTime(JsonFormatter formatter) throws IOException {
            long packed = readInt64();
            int sign = packed < 0 ? -1 : 1;
            long span = Math.abs(packed);
            long whole = span >> MICROS_BITS;
            formatter.valueTime(
                    sign * (int) (whole >> 12 & 1023),
                    sign * (int) (whole >> 6 & 63),
                    sign * (int) (whole & 63),
                    sign * (int) (span & ((1L << MICROS_BITS) - 1)));
        }
    }

    @Override
    public void beginObject(int size) {
        out.append('{');
    }

    @Override
    public void endObject() {
        out.append('}');
    }

    @Override
    public void beginArray(int size) {
        out.append('[');
    }

    @Override
    public void endArray() {
        out.append(']');
    }

    @Override
    public void name(String name) {
        value(name);
        out.append(": ");
    }

    @Override
    public void nextEntry() {
        out.append(", ");
    }

    @Override
    public void value(String text) {
        quoted(text, out);
    }

    /** A text as JSON spells it. */
    static void quoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(each < CONTROL_END ? String.format("\\u%04x", (int) each) : String.valueOf(each));
            }
        }
        out.append('"');
    }

    @Override
    public void value(int value) {
        out.append(value);
    }

    @Override
    public void value(long value) {
        out.append(value);
    }

    @Override
    public void value(double value) {
        out.append(value);
    }

    @Override
    public void value(BigInteger value) {
        out.append(value);
    }

    /** Becomes a double: text cannot say that it is none. */
    @Override
    public void value(BigDecimal value) {
        out.append(value.toPlainString());
    }

    @Override
    public void value(boolean value) {
        out.append(value);
    }

    @Override
    public void valueNull() {
        out.append("null");
    }

    @Override
    public void valueYear(int year) {
        out.append(year);
    }

    @Override
    public void valueDate(int year, int month, int day) {
        value(date(year, month, day));
    }

    @Override
    public void valueDatetime(int year, int month, int day, int hour, int minute, int second, int micros) {
        value(date(year, month, day) + " " + clock(hour, minute, second, micros));
    }

    @Override
    public void valueTime(int hour, int minute, int second, int micros) {
        boolean minus = hour < 0 || minute < 0 || second < 0 || micros < 0;
        value((minus ? "-" : "") + clock(Math.abs(hour), Math.abs(minute), Math.abs(second), Math.abs(micros)));
    }

    @Override
    public void valueTimestamp(long seconds, int micros) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        valueDatetime(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                micros);
    }

    @Override
    public void valueOpaque(ColumnType type, byte[] value) {
        value("base64:type" + type.getCode() + ":" + Base64.getEncoder().encodeToString(value));
    }

    private static String date(int year, int month, int day) {
        return String.format("%04d-%02d-%02d", year, month, day);
    }

    private static String clock(int hour, int minute, int second, int micros) {
        return String.format("%02d:%02d:%02d.%06d", hour, minute, second, micros);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
