package dev.bailey.mysql;

import com.github.shyiko.mysql.binlog.event.deserialization.AbstractRowsEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value of a row image in the form that {@link ValueType} states. The layout is that of MySQL's replication
 * protocol, "Rows event" ({@code log_event.cc}, {@code log_event_print_value}); MariaDB's is the same.
 */
final class Cells {

    private static final int TIME_OFFSET_BITS = 23;
    private static final long DATETIME_OFFSET = 0x8000000000L;

    private Cells() {}

    /**
     * @param code of the type, as the table's description in the log has it
     * @param meta that goes with it
     * @param type as the catalog has it; without, signs and fixed lengths are not known
     */
    static byte[] read(ByteArrayInputStream in, int code, int meta, Optional<ValueType> type) throws IOException {
        boolean unsigned = type.filter(ValueType::isUnsigned).isPresent();
        return switch (ColumnType.byCode(code)) {
            case TINY -> integer(in, 1, unsigned);
            case SHORT -> integer(in, 2, unsigned);
            case INT24 -> integer(in, 3, unsigned);
            case LONG -> integer(in, 4, unsigned);
            case LONGLONG -> integer(in, 8, unsigned);
            case FLOAT -> ascii(Double.toString(Float.intBitsToFloat(in.readInteger(4))));
            case DOUBLE -> ascii(Double.toString(Double.longBitsToDouble(in.readLong(8))));
            case NEWDECIMAL -> decimal(in, meta);
            case BIT -> ascii(Long.toUnsignedString(bigEndian(in, ((meta >> 8) * 8 + (meta & 0xff) + 7) / 8)));
            case YEAR -> year(in.readInteger(1));
            case DATE -> date(in.readInteger(3));
            case TIME_V2 -> time(in, meta);
            case DATETIME_V2 -> datetime(in, meta);
            case TIMESTAMP_V2 -> timestamp(bigEndian(in, 4), fraction(in, meta), meta);
            case TIMESTAMP -> timestamp(in.readLong(4), 0, 0);
            case VARCHAR, VAR_STRING -> in.read(in.readInteger(meta < 256 ? 1 : 2));
            case STRING -> string(in, meta, type);
            case BLOB, GEOMETRY -> in.read(in.readInteger(meta));
            case JSON -> json(in.read(in.readInteger(meta)));
            default -> throw new IOException("the log has a value of a type that Bailey does not carry (" + code + ")");
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] integer(ByteArrayInputStream in, int bytes, boolean unsigned) throws IOException {
        long value = in.readLong(bytes);
        if (unsigned) {
            return ascii(Long.toUnsignedString(value));
        }
        int unused = Long.SIZE - Byte.SIZE * bytes;
        return ascii(Long.toString(value << unused >> unused));
    }

    private static byte[] decimal(ByteArrayInputStream in, int meta) throws IOException {
        int precision = meta & 0xff;
        int scale = meta >> 8;
        byte[] stored = in.read(decimalBytes(precision - scale) + decimalBytes(scale));
        return ascii(AbstractRowsEventDataDeserializer.asBigDecimal(precision, scale, stored)
                .setScale(scale)
                .toPlainString());
    }

    /** Nine digits take four bytes, and what is left over as many as it needs. */
    private static int decimalBytes(int digits) {
        int rest = digits % 9;
        return digits / 9 * 4 + (rest + 1) / 2;
    }

    private static long bigEndian(ByteArrayInputStream in, int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << Byte.SIZE | in.read();
        }
        return value;
    }

    private static byte[] year(int since1900) {
        return ascii(since1900 == 0 ? "0000" : Integer.toString(1900 + since1900));
    }

    private static byte[] date(int packed) {
        StringBuilder out = new StringBuilder();
        date(out, packed >> 9, packed >> 5 & 15, packed & 31);
        return ascii(out.toString());
    }

    private static byte[] datetime(ByteArrayInputStream in, int digits) throws IOException {
        long packed = bigEndian(in, 5) - DATETIME_OFFSET;
        int micros = fraction(in, digits);
        long yearMonth = packed >> 22;
        StringBuilder out = new StringBuilder();
        date(out, (int) (yearMonth / 13), (int) (yearMonth % 13), (int) (packed >> 17 & 31));
        clock(out.append(' '), packed >> 12 & 31, packed >> 6 & 63, packed & 63);
        return ascii(fraction(out, micros, digits).toString());
    }

    private static byte[] timestamp(long seconds, int micros, int digits) {
        StringBuilder out = new StringBuilder();
        if (seconds == 0 && micros == 0) {
            out.append("0000-00-00 00:00:00");
        } else {
            LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
            date(out, time.getYear(), time.getMonthValue(), time.getDayOfMonth());
            clock(out.append(' '), time.getHour(), time.getMinute(), time.getSecond());
        }
        return ascii(fraction(out, micros, digits).toString());
    }

    /**
     * A span, not a time of day: up to 838 hours, and below zero as well, which is stored as what is missing to 2^n.
     */
    private static byte[] time(ByteArrayInputStream in, int digits) throws IOException {
        int fractionBits = Byte.SIZE * ((digits + 1) / 2);
        long packed = bigEndian(in, 3 + fractionBits / Byte.SIZE) - (1L << (TIME_OFFSET_BITS + fractionBits));
        long span = Math.abs(packed);
        long whole = span >> fractionBits;
        int micros = micros((int) (span & ((1L << fractionBits) - 1)), digits);
        StringBuilder out = new StringBuilder(packed < 0 ? "-" : "");
        clock(out, whole >> 12 & 1023, whole >> 6 & 63, whole & 63);
        return ascii(fraction(out, micros, digits).toString());
    }

    private static int fraction(ByteArrayInputStream in, int digits) throws IOException {
        return micros((int) bigEndian(in, (digits + 1) / 2), digits);
    }

    /** A byte holds two digits. */
    private static int micros(int stored, int digits) {
        return switch ((digits + 1) / 2) {
            case 1 -> stored * 10_000;
            case 2 -> stored * 100;
            default -> stored;
        };
    }

    private static void date(StringBuilder out, int year, int month, int day) {
        digits(out, year, 4).append('-');
        digits(out, month, 2).append('-');
        digits(out, day, 2);
    }

    private static void clock(StringBuilder out, long hour, long minute, long second) {
        digits(out, hour, 2).append(':');
        digits(out, minute, 2).append(':');
        digits(out, second, 2);
    }

    private static StringBuilder fraction(StringBuilder out, int micros, int digits) {
        if (digits > 0) {
            String six = digits(new StringBuilder(), micros, 6).toString();
            out.append('.').append(six, 0, digits);
        }
        return out;
    }

    private static StringBuilder digits(StringBuilder out, long value, int width) {
        String text = Long.toString(value);
        out.append("0".repeat(Math.max(0, width - text.length())));
        return out.append(text);
    }

    /**
     * {@code CHAR}, {@code BINARY}, {@code ENUM} and {@code SET} go by one code, and say in the meta which they are.
     */
    private static byte[] string(ByteArrayInputStream in, int meta, Optional<ValueType> type) throws IOException {
        int high = meta >> 8;
        int low = meta & 0xff;
        if (high == ColumnType.ENUM.getCode() || high == ColumnType.SET.getCode()) {
            return ascii(Long.toUnsignedString(in.readLong(low)));
        }
        // Longer ones hide two bits of their length in the code.
        int length = (high & 0x30) == 0x30 ? low : low | ((high & 0x30) ^ 0x30) << 4;
        byte[] bytes = in.read(in.readInteger(length < 256 ? 1 : 2));
        Optional<ValueType> named = type.filter(each -> each.kind() == ValueType.Kind.NAMED);
        if (named.isPresent()) {
            return ascii(NamedTypes.text(named.get().text(), bytes));
        }
        int fixed = type.filter(each -> each.kind() == ValueType.Kind.FIXED_BYTES)
                .map(ValueType::length)
                .orElse(bytes.length);
        return Arrays.copyOf(bytes, Math.max(fixed, bytes.length));
    }

    private static byte[] json(byte @Nullable [] stored) throws IOException {
        if (stored == null || stored.length == 0) {
            return ascii("null");
        }
        return JsonText.of(stored).getBytes(StandardCharsets.UTF_8);
    }
}
