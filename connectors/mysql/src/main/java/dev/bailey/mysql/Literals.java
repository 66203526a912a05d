package dev.bailey.mysql;

import dev.bailey.core.Value;
import java.nio.charset.StandardCharsets;

/** Values as SQL spells them, so that the column takes them exactly as they were. */
final class Literals {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private Literals() {}

    /** To be assigned to a column of this type. */
    static void assigned(ValueType type, Value value, StringBuilder out) {
        if (value.isNull()) {
            out.append("NULL");
            return;
        }
        switch (type.kind()) {
            case INTEGER, BIT, YEAR, ENUM, SET -> number(value, out);
            case FLOAT, DOUBLE -> real(value, out);
            case DECIMAL, DATE, TIME, DATETIME, TIMESTAMP, NAMED -> quoted(value, out);
            case TEXT -> text(type, value, out);
            case BYTES, FIXED_BYTES, GEOMETRY -> hex(value, out);
            case JSON -> {
                out.append("CAST(");
                introduced("utf8mb4", Value.of(JsonNumbers.readable(value.text())), out);
                out.append(" AS JSON)");
            }
            case UNKNOWN -> throw new IllegalStateException("a value of type " + type.text() + " is not carried");
        }
    }

    /** To be compared with a column of this type, so that its index is used. */
    static void compared(ValueType type, Value value, StringBuilder out) {
        if (value.isNull()) {
            out.append("NULL");
            return;
        }
        switch (type.kind()) {
            case INTEGER -> cast(type.isUnsigned() ? "UNSIGNED" : "SIGNED", type, value, out);
            case DECIMAL -> cast(type.text().replaceAll("(?i) *(unsigned|zerofill)", ""), type, value, out);
            case DATE -> cast("DATE", type, value, out);
            case TIME -> cast("TIME(" + type.length() + ")", type, value, out);
            case DATETIME, TIMESTAMP -> cast("DATETIME(" + type.length() + ")", type, value, out);
            case TEXT -> {
                text(type, value, out);
                out.append(" COLLATE ").append(type.collation());
            }
            case FLOAT, DOUBLE, BIT, YEAR, ENUM, SET, BYTES, FIXED_BYTES, GEOMETRY, JSON, NAMED, UNKNOWN ->
                assigned(type, value, out);
        }
    }

    private static void cast(String as, ValueType type, Value value, StringBuilder out) {
        out.append("CAST(");
        assigned(type, value, out);
        out.append(" AS ").append(as).append(')');
    }

    /** Digits and a sign: anything else would be read as SQL. */
    private static void number(Value value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char digit = (char) value.at(i);
            if ((digit < '0' || digit > '9') && (digit != '-' || i > 0)) {
                throw new IllegalStateException("no number: " + value);
            }
            out.append(digit);
        }
    }

    /** With an exponent, or it would be read as a decimal. */
    private static void real(Value value, StringBuilder out) {
        String text = value.text();
        double parsed = Double.parseDouble(text);
        if (Double.isNaN(parsed) || Double.isInfinite(parsed)) {
            throw new IllegalStateException("no value of a column: " + text);
        }
        out.append(text);
        if (text.indexOf('E') < 0 && text.indexOf('e') < 0) {
            out.append("e0");
        }
    }

    private static void quoted(Value value, StringBuilder out) {
        out.append(Sql.literal(new String(value.bytes(), StandardCharsets.US_ASCII)));
    }

    private static void text(ValueType type, Value value, StringBuilder out) {
        introduced(type.charset(), value, out);
    }

    /** Bytes of a character set; what is plain ASCII in it and needs no escape is shorter as it is. */
    private static void introduced(String charset, Value value, StringBuilder out) {
        out.append('_').append(charset);
        if (isPlain(charset, value)) {
            out.append('\'');
            for (int i = 0; i < value.length(); i++) {
                out.append((char) value.at(i));
            }
            out.append('\'');
        } else {
            out.append(' ');
            hex(value, out);
        }
    }

    private static boolean isPlain(String charset, Value value) {
        if (charset.startsWith("utf16") || charset.startsWith("utf32") || charset.equals("ucs2")) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            byte each = value.at(i);
            if (each < ' ' || each == '\'' || each == '\\' || each == 0x7f) {
                return false;
            }
        }
        return true;
    }

    static void hex(Value value, StringBuilder out) {
        out.append("X'");
        for (int i = 0; i < value.length(); i++) {
            byte each = value.at(i);
            out.append(HEX[(each >> 4) & 15]).append(HEX[each & 15]);
        }
        out.append('\'');
    }
}
