package dev.bailey.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant named in a token is believed only where one of the plan's keys has signed it. */
class ProvenTokensTest {

    private static final Slices SLICES =
            new Slices(List.of(Slice.of("pilot", Set.of("acme", "17")), Slice.everyone("everyone")));

    @TempDir
    private Path folder;

    private RSAKey rsa;
    private ECKey curve;
    private World world;

    @BeforeEach
    void start() throws IOException, JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("one").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
        Path keys = Files.writeString(
                folder.resolve("keys.json"),
                new JWKSet(List.of(rsa, curve)).toPublicJWKSet().toString());
        TenantRule rule = new TenantRule(
                TenantRule.Place.JWT,
                "org",
                TenantRule.Missing.EVERYONE,
                Optional.of(TokenKeys.read(keys)),
                Optional.empty());
        List<Route> initial = List.of(Route.to(Side.TARGET, "pilot", 1), Route.to(Side.SOURCE, "everyone", 0));
        world = new World(folder, settings -> settings.with(SLICES, Optional.of(rule), initial));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aTokenThatOneOfTheKeysSignedIsBelieved() throws JOSEException {
        assertThat(answer(signed(claims("acme"), JWSAlgorithm.RS256, "one", new RSASSASigner(rsa))))
                .isEqualTo("200 target");
        assertThat(answer(signed(claims("acme"), JWSAlgorithm.ES256, "two", new ECDSASigner(curve))))
                .isEqualTo("200 target");
        assertThat(answer(signed(claims(17), JWSAlgorithm.ES256, "two", new ECDSASigner(curve))))
                .isEqualTo("200 target");
        assertThat(answer(signed(claims("initech"), JWSAlgorithm.ES256, "two", new ECDSASigner(curve))))
                .isEqualTo("200 source");
    }

    @Test
    void aTokenThatSomebodyElseSignedOrNobodyIsRefused() throws JOSEException {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("two").generate();

        assertThat(answer(signed(claims("acme"), JWSAlgorithm.ES256, "two", new ECDSASigner(other))))
                .startsWith("401 ");
        assertThat(answer(new PlainJWT(claims("acme")).serialize())).startsWith("401 ");
        assertThat(answer("no.token.atall")).startsWith("401 ");
        assertThat(world.send(
                                world.request("/").header("Authorization", "Bearer no.token.atall"),
                                BodyHandlers.ofString())
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .contains("Bearer error=\"invalid_token\"");
        String good = signed(claims("initech"), JWSAlgorithm.ES256, "two", new ECDSASigner(curve));
        String[] parts = good.split("\\.", -1);
        String better = parts[0] + "."
                + new com.nimbusds.jose.Payload(claims("acme").toString()).toBase64URL() + "." + parts[2];
        assertThat(answer(better)).startsWith("401 ");
    }

    /** The oldest trick: the public key, which everybody has, taken for a secret. */
    @Test
    void aPublicKeyIsNoSecret() throws JOSEException {
        byte[] known = rsa.toPublicJWK().toString().getBytes(StandardCharsets.UTF_8);

        assertThat(answer(signed(claims("acme"), JWSAlgorithm.HS256, "one", new MACSigner(known))))
                .startsWith("401 ");
    }

    @Test
    void aTokenOfAnotherTimeIsRefused() throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet expired = new JWTClaimsSet.Builder(claims("acme"))
                .expirationTime(Date.from(now.minus(Duration.ofMinutes(5))))
                .build();
        JWTClaimsSet early = new JWTClaimsSet.Builder(claims("acme"))
                .notBeforeTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .build();

        for (JWTClaimsSet each : List.of(expired, early)) {
            assertThat(answer(signed(each, JWSAlgorithm.ES256, "two", new ECDSASigner(curve))))
                    .startsWith("401 ");
        }
    }

    @Test
    void whoShowsNoTokenGoesWithEveryone() {
        assertThat(world.send(world.request("/"), BodyHandlers.ofString()).body())
                .isEqualTo("source");
    }

    @Test
    void aFileWithoutKeysIsRefused() throws IOException {
        Path none = Files.writeString(folder.resolve("none.json"), "{\"keys\":[]}");
        Path wrong = Files.writeString(folder.resolve("wrong.json"), "secret");

        assertThatThrownBy(() -> TokenKeys.read(none)).hasMessageContaining("no key");
        assertThatThrownBy(() -> TokenKeys.read(wrong)).hasMessageContaining("no JSON Web Key Set");
        assertThatThrownBy(() -> TokenKeys.read(folder.resolve("nowhere"))).hasMessageContaining("cannot be read");
    }

    private static JWTClaimsSet claims(Object org) {
        return new JWTClaimsSet.Builder().claim("org", org).build();
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String key, JWSSigner signer)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private String answer(String token) {
        HttpRequest.Builder request = world.request("/").header("Authorization", "Bearer " + token);
        var answer = world.send(request, BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
