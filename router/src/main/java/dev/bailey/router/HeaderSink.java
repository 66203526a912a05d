package dev.bailey.router;

/** Takes the headers of a message, in their order. */
interface HeaderSink {

    /** Written as they are: whoever calls has checked them. */
    void header(CharSequence name, CharSequence value);
}
