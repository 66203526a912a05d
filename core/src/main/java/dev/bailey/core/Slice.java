package dev.bailey.core;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tenants that move together: those of a list, those below a share of all, or everyone. Or tenants of a list that do
 * not move, because nobody but those who try the target out are in it. Immutable.
 *
 * @param tenants of the list; empty for a share
 * @param share hundredths of a percent of all tenants, together with the shares of the slices before this one, so that
 *     raising it lets nobody bounce back; 0 for a list, {@link #EVERYONE} for everyone
 * @param validates whether its tenants are on the target from the start and stay there, and what they write is carried
 *     nowhere
 * @param canaryLag how old what its tenants read may be where they accept to read from the target before they move;
 *     empty where they do not
 */
public record Slice(String name, Set<String> tenants, int share, boolean validates, Optional<Duration> canaryLag) {

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
        if (validates && share != 0) {
            throw new IllegalArgumentException("tenants that validate are listed, slice " + name + " has a share");
        }
        if (canaryLag.isPresent() && (validates || canaryLag.get().compareTo(Duration.ZERO) <= 0)) {
            throw new IllegalArgumentException("a read canary is of a slice that moves, with a lag of more than"
                    + " nothing: " + canaryLag.get() + " of slice " + name);
        }
    }

    public static Slice of(String name, Set<String> tenants) {
        return new Slice(name, tenants, 0, /* validates= */ false, Optional.empty());
    }

    public static Slice validating(String name, Set<String> tenants) {
        return new Slice(name, tenants, 0, /* validates= */ true, Optional.empty());
    }

    public static Slice of(String name, int share) {
        return new Slice(name, Set.of(), share, /* validates= */ false, Optional.empty());
    }

    public static Slice everyone(String name) {
        return of(name, EVERYONE);
    }

    /** The same, whose tenants may read from the target before they move what is at most so old. */
    public Slice acceptingReads(Duration lagMax) {
        return new Slice(name, tenants, share, validates, Optional.of(lagMax));
    }

    public boolean isList() {
        return share == 0;
    }

    /** The side that owns it before the first move. */
    public Side home() {
        return validates ? Side.TARGET : Side.SOURCE;
    }
}
