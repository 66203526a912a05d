package dev.bailey.router;

import dev.bailey.core.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that was read and found to fit its key. Immutable.
 *
 * @param chain the server's own first
 * @param names the hosts it is for in small letters, some with {@code *.} in front
 */
record ServerCertificate(CertificateFiles files, List<X509Certificate> chain, PrivateKey key, Set<String> names) {

    private static final int DNS_NAME = 2;

    private static final String[] KEY_TYPES = {"EC", "RSA", "EdDSA"};

    ServerCertificate {
        chain = List.copyOf(chain);
        names = Set.copyOf(names);
    }

    /** @throws Problem when the files are not there, are no such files, or do not belong together */
    static ServerCertificate read(CertificateFiles files, Vertx vertx) {
        try {
            Buffer certificate = Buffer.buffer(Files.readAllBytes(files.certificate()));
            Buffer key = Buffer.buffer(Files.readAllBytes(files.key()));
            X509KeyManager read = (X509KeyManager) new PemKeyCertOptions()
                    .addCertValue(certificate)
                    .addKeyValue(key)
                    .getKeyManagerFactory(vertx)
                    .getKeyManagers()[0];
            String entry = onlyEntry(read);
            List<X509Certificate> chain = List.of(read.getCertificateChain(entry));
            PrivateKey secret = read.getPrivateKey(entry);
            requireFit(files, chain.get(0), secret);
            return new ServerCertificate(files, chain, secret, names(chain.get(0)));
        } catch (Problem problem) {
            throw problem;
        } catch (IOException e) {
            throw unfit(files, "cannot be read: " + e, e);
        } catch (Exception e) {
            // The library throws whatever it meets.
            throw unfit(files, "are no PEM files of a certificate and its key: " + e.getMessage(), e);
        }
    }

    boolean isFor(String host) {
        if (names.contains(host)) {
            return true;
        }
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** Whether there is a host that both are for. */
    boolean sharesNameWith(ServerCertificate other) {
        return names.stream().anyMatch(other::isFor) || other.names.stream().anyMatch(this::isFor);
    }

    /** As the JDK names it, {@code RSA} or {@code EC} mostly. */
    String keyType() {
        return key.getAlgorithm();
    }

    /** Whether clients take it today. */
    boolean isValidNow() {
        try {
            chain.get(0).checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    /** What it is and until when, in words. */
    @Override
    public String toString() {
        return files.certificate() + " for " + new TreeSet<>(names) + ", valid from "
                + chain.get(0).getNotBefore().toInstant() + " to "
                + chain.get(0).getNotAfter().toInstant();
    }

    private static String onlyEntry(X509KeyManager read) throws GeneralSecurityException {
        for (String type : KEY_TYPES) {
            String[] aliases = read.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return aliases[0];
            }
        }
        throw new GeneralSecurityException("the key is neither of RSA nor of an elliptic curve");
    }

    private static void requireFit(CertificateFiles files, X509Certificate own, PrivateKey key)
            throws GeneralSecurityException {
        byte[] words = {1, 2, 3};
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(words);
        byte[] signed = signature.sign();
        boolean fits = key.getAlgorithm().equals(own.getPublicKey().getAlgorithm());
        if (fits) {
            signature.initVerify(own.getPublicKey());
            signature.update(words);
            fits = signature.verify(signed);
        }
        if (!fits) {
            throw unfit(files, "do not belong together: the key is another certificate's", null);
        }
    }

    private static Set<String> names(X509Certificate own) throws GeneralSecurityException {
        Set<String> names = new TreeSet<>();
        Collection<List<?>> alternatives = own.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0).equals(DNS_NAME)) {
                    names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        if (names.isEmpty()) {
            commonName(own, names);
        }
        return names;
    }

    private static void commonName(X509Certificate own, Set<String> names) {
        try {
            for (Rdn part : new LdapName(own.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException e) {
            // A subject that is no name leaves the certificate to be the default one.
            names.clear();
        }
    }

    private static Problem unfit(CertificateFiles files, String words, @Nullable Exception e) {
        return new Problem(Problem.Kind.UNFIT, files + " " + words, e);
    }
}
