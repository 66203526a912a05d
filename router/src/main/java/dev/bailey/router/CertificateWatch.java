package dev.bailey.router;

import dev.bailey.core.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether certificate files have changed, and serves the new ones once they are found right; until then the old
 * ones go on. Confined to the thread of the disk, except its start.
 */
final class CertificateWatch {

    /** Files that are written in several steps are judged when they have been left alone for so long. */
    static final long PERIOD_MILLIS = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final String router;
    private final List<CertificateFiles> files;
    private final Vertx vertx;
    private final ServerKeys keys;
    private final TlsEngine engine;
    private String judged;
    private String seen;

    /**
     * Finds out as well who can serve them.
     *
     * @throws Problem when the files that are to be served first are not right
     */
    CertificateWatch(String router, FrontTls tls, boolean nativeTls, Vertx vertx) {
        this.router = router;
        this.files = tls.certificates();
        this.vertx = vertx;
        this.judged = fingerprint();
        this.seen = judged;
        List<ServerCertificate> certificates = read();
        this.keys = new ServerKeys(certificates);
        this.engine = TlsEngine.chosen(router, nativeTls, certificates);
        for (ServerCertificate certificate : certificates) {
            if (certificate.isValidNow()) {
                LOG.info("{}: serving {}", router, certificate);
            } else {
                LOG.warn("{}: serving {}: clients will refuse it, put a new one in its place", router, certificate);
            }
        }
    }

    ServerKeys keys() {
        return keys;
    }

    TlsEngine engine() {
        return engine;
    }

    void look() {
        String now = fingerprint();
        boolean moving = !now.equals(seen);
        seen = now;
        if (moving || now.equals(judged)) {
            return;
        }
        judged = now;
        try {
            List<ServerCertificate> certificates = read();
            for (ServerCertificate certificate : certificates) {
                if (!certificate.isValidNow()) {
                    throw new Problem(Problem.Kind.UNFIT, certificate + " is not valid now");
                }
            }
            engine.objection(certificates).ifPresent(objection -> {
                throw new Problem(Problem.Kind.UNFIT, objection + "; after a restart the JDK serves them");
            });
            keys.replace(certificates);
            certificates.forEach(certificate -> LOG.info("{}: serving {} from now on", router, certificate));
        } catch (Problem problem) {
            LOG.warn("{}: {}; the certificates of before go on serving", router, problem.getMessage());
        }
    }

    private List<ServerCertificate> read() {
        List<ServerCertificate> certificates = new ArrayList<>();
        files.forEach(pair -> certificates.add(ServerCertificate.read(pair, vertx)));
        return certificates;
    }

    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (CertificateFiles pair : files) {
                digest(digest, pair.certificate());
                digest(digest, pair.key());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void digest(MessageDigest digest, Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            digest.update((byte) 1);
            digest.update(content);
        } catch (IOException gone) {
            // To be missing is a state like any other: it is told when it lasts.
            digest.update((byte) 0);
        }
    }
}
