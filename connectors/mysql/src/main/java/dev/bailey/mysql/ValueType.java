package dev.bailey.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column's type as {@code information_schema.COLUMNS} has it, and the form in which its values are carried: numbers,
 * dates and times as the server writes them in UTC; texts and bytes as the column stores them; {@code ENUM},
 * {@code SET} and {@code BIT} as the number behind them. Immutable.
 *
 * @param kind how its values are carried
 * @param text the whole type, such as {@code decimal(10,2) unsigned}
 * @param length of a fixed-length binary column in bytes, fractional digits of a time; 0 for others
 * @param charset of a text; empty for others
 * @param collation of a text; empty for others
 */
record ValueType(Kind kind, String text, int length, String charset, String collation) {

    private static final Pattern NAME = Pattern.compile("([a-z0-9]+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*", Pattern.DOTALL);

    private static final Pattern SPELLED = Pattern.compile("(.*) CHARACTER SET (\\w+) COLLATE (\\w+)", Pattern.DOTALL);

    /** How values are carried. */
    enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        DOUBLE,
        /** An unsigned number of up to 64 bits. */
        BIT,
        YEAR,
        DATE,
        TIME,
        DATETIME,
        /** In UTC. */
        TIMESTAMP,
        /** Bytes in the column's character set. */
        TEXT,
        BYTES,
        /** Bytes of which the log leaves out zeros at the end. */
        FIXED_BYTES,
        /** The member's number; 0 for what is none. */
        ENUM,
        /** A bit for each member. */
        SET,
        /** MySQL's own type, as text in UTF-8; MariaDB's is a text like any other. */
        JSON,
        /** Four bytes of SRID and then well-known binary. */
        GEOMETRY,
        /** As text: MariaDB's UUID, INET4 and INET6. */
        NAMED,
        /** Not at all. */
        UNKNOWN
    }

    /** @param type {@code COLUMN_TYPE} */
    static ValueType of(String type, String charset, String collation) {
        Matcher parts = NAME.matcher(type.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new IllegalArgumentException("no type of a column: \"" + type + "\"");
        }
        String name = parts.group(1);
        int length = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        Kind kind = switch (name) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> Kind.INTEGER;
            case "decimal" -> Kind.DECIMAL;
            case "float" -> Kind.FLOAT;
            case "double" -> Kind.DOUBLE;
            case "bit" -> Kind.BIT;
            case "year" -> Kind.YEAR;
            case "date" -> Kind.DATE;
            case "time" -> Kind.TIME;
            case "datetime" -> Kind.DATETIME;
            case "timestamp" -> Kind.TIMESTAMP;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> Kind.TEXT;
            case "binary" -> Kind.FIXED_BYTES;
            case "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Kind.BYTES;
            case "enum" -> Kind.ENUM;
            case "set" -> Kind.SET;
            case "json" -> Kind.JSON;
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geometrycollection",
                    "geomcollection" -> Kind.GEOMETRY;
            case "uuid", "inet4", "inet6" -> Kind.NAMED;
            default -> Kind.UNKNOWN;
        };
        boolean counts =
                kind == Kind.FIXED_BYTES || kind == Kind.TIME || kind == Kind.DATETIME || kind == Kind.TIMESTAMP;
        return new ValueType(kind, type, counts ? length : 0, charset, collation);
    }

    /** The type with what its texts are made of, as a column is declared. */
    String spelled() {
        return charset.isEmpty() ? text : text + " CHARACTER SET " + charset + " COLLATE " + collation;
    }

    /** The type that {@link #spelled()} spells so. */
    static ValueType spelled(String spelled) {
        Matcher parts = SPELLED.matcher(spelled);
        return parts.matches() ? of(parts.group(1), parts.group(2), parts.group(3)) : of(spelled, "", "");
    }

    boolean isUnsigned() {
        return text.toLowerCase(Locale.ROOT).contains("unsigned");
    }

    /** What Java calls the column's character set, for people to read a value; UTF-8 where it knows none such. */
    Charset javaCharset() {
        String name = switch (charset) {
            case "latin1" -> "windows-1252";
            case "utf8", "utf8mb3", "utf8mb4", "" -> "UTF-8";
            case "ucs2", "utf16" -> "UTF-16BE";
            case "utf16le" -> "UTF-16LE";
            case "utf32" -> "UTF-32BE";
            case "binary" -> "ISO-8859-1";
            default -> charset;
        };
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
