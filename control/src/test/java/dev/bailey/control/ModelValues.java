package dev.bailey.control;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What a text such as {@code crash=1 att=2 w=A,S} says: numbers by the names of an enum in lower case, and other words.
 * Immutable.
 */
final class ModelValues<K extends Enum<K>> {

    private final EnumMap<K, Integer> numbers;
    private final Map<String, String> words = new HashMap<>();

    /** @param standard what holds where the text says nothing */
    ModelValues(Class<K> names, ToIntFunction<K> standard, String text) {
        numbers = new EnumMap<>(names);
        Map<String, K> known = new HashMap<>();
        for (K name : names.getEnumConstants()) {
            numbers.put(name, standard.applyAsInt(name));
            known.put(name.name().toLowerCase(Locale.ROOT), name);
        }
        for (String setting : text.split(" ", -1)) {
            String[] parts = setting.split("=", 2);
            K name = known.get(parts[0]);
            if (name == null) {
                words.put(parts[0], parts[1]);
            } else {
                numbers.put(name, Integer.valueOf(parts[1]));
            }
        }
    }

    int number(K name) {
        Integer number = numbers.get(name);
        return number == null ? 0 : number;
    }

    String word(String name, String otherwise) {
        return words.getOrDefault(name, otherwise);
    }
}
