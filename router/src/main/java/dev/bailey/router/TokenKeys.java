package dev.bailey.router;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves tokens (RFC 7519) by the keys of a file (RFC 7517, a JWK set), RSA, elliptic curves and shared secrets. Which
 * algorithm may be used is a matter of the key, never of the token alone. Immutable; two are alike when their files
 * are.
 */
public final class TokenKeys {

    private final Path file;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private TokenKeys(Path file, JWKSet keys) {
        this.file = file;
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms(keys), new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(null, null));
    }

    /**
     * Reads the keys, once.
     *
     * @throws IllegalArgumentException when there are none
     */
    public static TokenKeys read(Path file) {
        try {
            JWKSet keys = JWKSet.parse(Files.readString(file));
            if (algorithms(keys).isEmpty()) {
                throw new IllegalArgumentException("there is no key in it by which a token could be proven");
            }
            return new TokenKeys(file, keys);
        } catch (IOException e) {
            throw new IllegalArgumentException("it cannot be read", e);
        } catch (ParseException e) {
            // the words of the library may hold what stands in the file
            throw new IllegalArgumentException("it is no JSON Web Key Set (RFC 7517)");
        }
    }

    private static Set<JWSAlgorithm> algorithms(JWKSet keys) {
        Set<JWSAlgorithm> algorithms = new HashSet<>();
        for (JWK key : keys.getKeys()) {
            if (key.getKeyType().equals(KeyType.RSA)) {
                algorithms.addAll(JWSAlgorithm.Family.RSA);
            } else if (key.getKeyType().equals(KeyType.EC)) {
                algorithms.addAll(JWSAlgorithm.Family.EC);
            } else if (key.getKeyType().equals(KeyType.OCT)) {
                algorithms.addAll(JWSAlgorithm.Family.HMAC_SHA);
            }
        }
        return algorithms;
    }

    /**
     * A claim of a token that is signed by one of the keys, and neither expired nor to come.
     *
     * @return null where the token has no such claim
     * @throws Unproven where nobody may believe it
     */
    @Nullable String claim(String token, String name) throws Unproven {
        try {
            Object claim = processor.process(token, null).getClaim(name);
            boolean plain = claim instanceof String || claim instanceof Number || claim instanceof Boolean;
            return plain && !claim.toString().isEmpty() ? claim.toString() : null;
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new Unproven(e);
        }
    }

    /** A token is forged, expired, or none. */
    static final class Unproven extends Exception {
        private static final long serialVersionUID = 1;

        Unproven(Exception cause) {
            super(cause);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenKeys keys && keys.file.equals(file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return "the keys of " + file;
    }
}
