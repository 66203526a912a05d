package dev.bailey.router;

import java.nio.file.Path;

/** gRPC by TLS, to the router and behind it. */
class RouterGrpcByTlsTest extends GrpcContract {

    @Override
    GrpcWorld world(Path home) throws Exception {
        return GrpcWorld.byTls(home);
    }
}
