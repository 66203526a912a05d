package dev.bailey.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All slices of a migration, in the order in which they move, and which of them a tenant is in: a list wins over every
 * share, then the first share that the tenant lies below. Nobody is in none, for the last slice is everyone. Immutable.
 */
public final class Slices {

    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(Slices::md5);

    private final List<Slice> all;
    private final Map<String, Integer> listed = new HashMap<>();
    private final boolean shared;
    private final boolean validated;

    public Slices(List<Slice> slices) {
        this.all = List.copyOf(slices);
        Set<String> names = new HashSet<>();
        int share = 0;
        for (int index = 0; index < all.size(); index++) {
            Slice slice = all.get(index);
            if (!names.add(slice.name())) {
                throw new IllegalArgumentException("two slices are called " + slice.name());
            }
            list(slice, index);
            if (!slice.isList() && slice.share() <= share) {
                throw new IllegalArgumentException("slice " + slice.name() + " adds nobody: its share is "
                        + slice.share() + " hundredths of a percent, and " + share + " are in slices before it");
            }
            share = Math.max(share, slice.share());
        }
        if (all.isEmpty() || last().share() != Slice.EVERYONE) {
            throw new IllegalArgumentException("the last slice is everyone");
        }
        this.validated = all.stream().anyMatch(Slice::validates);
        this.shared = all.stream().filter(slice -> !slice.isList()).count() > 1;
    }

    private void list(Slice slice, int index) {
        for (String tenant : slice.tenants()) {
            Integer other = listed.put(tenant, index);
            if (other != null) {
                throw new IllegalArgumentException(
                        "tenant " + tenant + " is in slice " + all.get(other).name() + " and in slice " + slice.name());
            }
        }
    }

    /** One slice, and everyone in it. */
    public static Slices everyone(String name) {
        return new Slices(List.of(Slice.everyone(name)));
    }

    public List<Slice> all() {
        return all;
    }

    /** Those that move. */
    public List<Slice> moving() {
        return all.stream().filter(slice -> !slice.validates()).toList();
    }

    public int size() {
        return all.size();
    }

    /** Whether there are tenants that try the target out. */
    public boolean haveValidation() {
        return validated;
    }

    /** That of whoever is in no other. */
    public Slice last() {
        return all.get(all.size() - 1);
    }

    /**
     * Which slice a tenant is in, by its place in {@link #all}.
     *
     * @param tenant nobody where null, who goes with everyone
     */
    public int of(@Nullable String tenant) {
        if (tenant == null || all.size() == 1) {
            return all.size() - 1;
        }
        Integer index = listed.get(tenant);
        if (index != null) {
            return index;
        }
        return shared ? byShare(bucket(tenant)) : all.size() - 1;
    }

    /** Which slice a tenant of no list is in that lies here among all. */
    int byShare(int bucket) {
        int index = 0;
        while (bucket >= all.get(index).share()) {
            index++;
        }
        return index;
    }

    /**
     * Where a tenant lies among all, in 0..9,999: the first 32 bits of the MD5 of its UTF-8, as an unsigned number,
     * modulo 10,000. For good, and as every database can compute it too.
     */
    public static int bucket(String tenant) {
        byte[] hash = MD5.get().digest(tenant.getBytes(StandardCharsets.UTF_8));
        int first = (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | (hash[3] & 0xff);
        return Integer.remainderUnsigned(first, Slice.EVERYONE);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
