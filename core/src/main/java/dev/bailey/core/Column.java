package dev.bailey.core;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * One column as the catalog or the log lists it.
 *
 * @param type the engine's own spelling of the type, with its length or precision; empty where the log does not say
 * @param key whether it is part of the key that identifies a row in the log
 * @param generated whether the server computes it, so that it is never written
 * @param charset in which its texts are carried
 */
public record Column(String name, String type, boolean key, boolean generated, Charset charset) {

    /** One whose texts are carried in UTF-8. */
    public Column(String name, String type, boolean key, boolean generated) {
        this(name, type, key, generated, StandardCharsets.UTF_8);
    }
}
