package dev.bailey.router;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** An application on each side that is spoken to by gRPC, a router in front of them, and a client. */
final class GrpcWorld implements AutoCloseable {

    final GrpcApplication source;
    final GrpcApplication target;
    final Router router;
    final GrpcCaller client;

    private GrpcWorld(GrpcApplication source, GrpcApplication target, Router router, GrpcCaller client) {
        this.source = source;
        this.target = target;
        this.router = router;
        this.client = client;
    }

    static GrpcWorld inClearText(Path folder, UnaryOperator<RouterSettings> change) throws Exception {
        GrpcApplication source = GrpcApplication.inClearText("source");
        GrpcApplication target = GrpcApplication.inClearText("target");
        Router router = Router.start(change.apply(settings(folder, source.upstream(), target.upstream())));
        return new GrpcWorld(source, target, router, GrpcCaller.inClearText(router.port()));
    }

    static GrpcWorld inClearText(Path folder) throws Exception {
        return inClearText(folder, settings -> settings);
    }

    /** On both ways. */
    static GrpcWorld byTls(Path folder) throws Exception {
        TestCertificates certificates = new TestCertificates(folder);
        GrpcApplication source = GrpcApplication.byTls("source", certificates.server("source", "localhost"));
        GrpcApplication target = GrpcApplication.byTls("target", certificates.server("target", "localhost"));
        FrontTls tls = new FrontTls(List.of(certificates.server("web", "web.test")), FrontTls.Version.TLS_1_2);
        Router router = Router.start(settings(
                        folder,
                        source.upstream().trusting(certificates.ca()),
                        target.upstream().trusting(certificates.ca()))
                .with(Front.LOOPBACK.with(tls)));
        return new GrpcWorld(source, target, router, GrpcCaller.byTls(router.port(), "web.test", certificates.ca()));
    }

    private static RouterSettings settings(Path folder, Upstream source, Upstream target) {
        return RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                .with(source, target);
    }

    int parked() {
        return router.meter().snapshot().heldNow();
    }

    @Override
    public void close() {
        client.close();
        router.close();
        source.close();
        target.close();
    }
}
