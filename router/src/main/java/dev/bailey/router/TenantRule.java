package dev.bailey.router;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a request says which tenant it is of. Immutable.
 *
 * @param name of the header, the cookie or the claim; for a host or a path a pattern in which one {@code *} stands for
 *     the tenant, such as {@code *.shop.example} and {@code /t/*}
 * @param missing what becomes of a request that says nothing there
 * @param keys by which tokens are proven; empty where the claim is only read
 * @param door by which only tenants that validate come in; all others are answered 403 there
 */
public record TenantRule(Place place, String name, Missing missing, Optional<TokenKeys> keys, Optional<Door> door) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern PLAIN_HOST = Pattern.compile("[a-z0-9.-]{1,253}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]*\\*[a-z0-9.-]*");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*/\\*");

    /** What says it. */
    public enum Place {
        HEADER,
        COOKIE,
        HOST,
        PATH,
        /**
         * A claim of the token that {@code Authorization: Bearer} shows. Without keys it is read and not proven: the
         * application does that, and a guard in the database refuses what a forged one brought to the wrong side.
         */
        JWT
    }

    /** What to do with a request of nobody. */
    public enum Missing {
        /** It goes with everyone, in the last slice. */
        EVERYONE,
        /** It is answered 400. */
        REFUSE
    }

    /**
     * What marks a request of those who try the target out.
     *
     * @param name of a host in lower case, or of a header that is there
     */
    public record Door(boolean isHost, String name) {
        public Door {
            if (!(isHost ? PLAIN_HOST : TOKEN).matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is no name of a " + (isHost ? "host in lower case" : "header"));
            }
        }
    }

    /** Without a door of their own for those who validate. */
    public TenantRule(Place place, String name, Missing missing) {
        this(place, name, missing, Optional.empty(), Optional.empty());
    }

    public TenantRule {
        if (keys.isPresent() && place != Place.JWT) {
            throw new IllegalArgumentException("keys prove tokens, not what stands in a " + place);
        }
        Pattern form = switch (place) {
            case HEADER, COOKIE, JWT -> TOKEN;
            case HOST -> HOST;
            case PATH -> PATH;
        };
        if (!form.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    switch (place) {
                        case HOST -> "a tenant's host is written like *.shop.example, not \"" + name + "\"";
                        case PATH -> "a tenant's path is written like /t/*, not \"" + name + "\"";
                        default -> "\"" + name + "\" is no name of a header, a cookie or a claim";
                    });
        }
    }
}
