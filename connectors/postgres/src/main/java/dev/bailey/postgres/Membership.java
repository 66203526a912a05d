package dev.bailey.postgres;

import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which slice a tenant is in, as an expression over a variable {@code tenant} of type {@code text}, that decides as
 * {@link Slices#of} does and reads no table: a snapshot from before would not see what is written there. Immutable.
 */
final class Membership {

    private final Slices slices;
    private final boolean unicode;

    /** @param unicode whether texts are UTF-8 on this server as they are where slices are computed */
    Membership(Slices slices, boolean unicode) {
        this.slices = slices;
        this.unicode = unicode;
    }

    /** The slice's place among all. */
    String expression() {
        return "CASE WHEN tenant IS NULL THEN " + (slices.size() - 1) + " ELSE coalesce(" + listed() + ", " + shares()
                + ") END";
    }

    /** All slices in their order, with their members, as an expression of type {@code jsonb}: to be read back. */
    String described() {
        return literal(slices.all().stream().map(Membership::described).collect(Collectors.joining(",", "[", "]")))
                + "::pg_catalog.jsonb";
    }

    private static String described(Slice slice) {
        return "{\"name\":" + json(slice.name()) + ",\"share\":" + slice.share() + ",\"validates\":"
                + slice.validates() + ",\"tenants\":"
                + slice.tenants().stream().sorted().map(Membership::json).collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    /** The place of the slice in which the tenant is listed; null if in none. */
    String listed() {
        String lists = lists();
        return lists.isEmpty() ? "NULL::int" : "(" + literal(lists) + "::pg_catalog.jsonb -> tenant)::int";
    }

    /** One object of JSON, in which the server finds a name by halving, without taking it apart before. */
    private String lists() {
        TreeMap<String, Integer> listed = new TreeMap<>();
        for (int i = 0; i < slices.size(); i++) {
            for (String tenant : slices.all().get(i).tenants()) {
                listed.put(tenant, i);
            }
        }
        return listed.isEmpty()
                ? ""
                : listed.entrySet().stream()
                        .map(each -> json(each.getKey()) + ":" + each.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /** The bits of all slices that are no lists, each {@code 1 << place}. */
    long sharedBits() {
        return IntStream.range(0, slices.size())
                .filter(i -> !slices.all().get(i).isList())
                .mapToLong(i -> 1L << i)
                .sum();
    }

    /** The place of the slice of a tenant that is in no list. */
    String shares() {
        List<Integer> places = IntStream.range(0, slices.size())
                .filter(i -> !slices.all().get(i).isList())
                .boxed()
                .toList();
        if (places.size() == 1) {
            return places.get(0).toString();
        }
        String bucket = "(('x' || pg_catalog.\"left\"(pg_catalog.md5("
                + (unicode ? "tenant" : "pg_catalog.convert_to(tenant, 'UTF8')") + "), 8))::bit(32)::bigint % "
                + Slice.EVERYONE + ")";
        String bounds = places.stream()
                .map(i -> slices.all().get(i).share())
                .filter(share -> share < Slice.EVERYONE)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        String numbers = places.stream().map(String::valueOf).collect(Collectors.joining(","));
        return "('{" + numbers + "}'::int[])[pg_catalog.width_bucket(" + bucket + "::int, '{" + bounds
                + "}'::int[]) + 1]";
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** A text in a function, which sessions of any settings read. */
    static String literal(String text) {
        return text.indexOf('\\') < 0 ? Sql.literal(text) : "E" + Sql.literal(text.replace("\\", "\\\\"));
    }
}
