package dev.bailey.core;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tenants that move together: those of a list, those below a share of all, or everyone. Immutable.
 *
 * @param tenants of the list; empty for a share
 * @param share hundredths of a percent of all tenants, together with the shares of the slices before this one, so that
 *     raising it lets nobody bounce back; 0 for a list, {@link #EVERYONE} for everyone
 */
public record Slice(String name, Set<String> tenants, int share) {

    /** The share of which everyone is. */
    public static final int EVERYONE = 10_000;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public Slice {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a slice's name is 1 to 40 of a-z, 0-9 and dashes: \"" + name + "\"");
        }
        tenants = Set.copyOf(tenants);
        if (share < 0 || share > EVERYONE) {
            throw new IllegalArgumentException(
                    "a share lies in 0.." + EVERYONE + " hundredths of a percent: " + share + " of slice " + name);
        }
        if (tenants.isEmpty() == (share == 0)) {
            throw new IllegalArgumentException("slice " + name + " has either tenants or a share");
        }
    }

    public static Slice of(String name, Set<String> tenants) {
        return new Slice(name, tenants, 0);
    }

    public static Slice of(String name, int share) {
        return new Slice(name, Set.of(), share);
    }

    public static Slice everyone(String name) {
        return of(name, EVERYONE);
    }

    public boolean isList() {
        return share == 0;
    }
}
