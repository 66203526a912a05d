package dev.bailey.judging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Fields whose value is somebody's money by their names; they are never taken for noise. */
public final class Money {

    private static final Set<String> WORDS = Set.of(
            "amount",
            "balance",
            "charge",
            "cost",
            "credit",
            "debit",
            "discount",
            "due",
            "fee",
            "gross",
            "net",
            "paid",
            "pay",
            "payment",
            "price",
            "rate",
            "refund",
            "salary",
            "subtotal",
            "sum",
            "tax",
            "total",
            "vat",
            "wage");

    private Money() {}

    /** By the words of the last name in the path: {@code $.order.grossTotal}, {@code $.unit_price}. */
    public static boolean isAt(String path) {
        String name = path.substring(path.lastIndexOf('.') + 1).replace("[*]", "");
        return Arrays.stream(name.split("(?<=[a-z])(?=[A-Z])|[^A-Za-z]+"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .map(word -> word.endsWith("s") && word.length() > 3 ? word.substring(0, word.length() - 1) : word)
                .anyMatch(WORDS::contains);
    }
}
