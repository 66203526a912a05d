package dev.bailey.router;

import java.nio.file.Path;

/** gRPC in clear text, to the router and behind it. */
class RouterGrpcTest extends GrpcContract {

    @Override
    GrpcWorld world(Path home) throws Exception {
        return GrpcWorld.inClearText(home);
    }
}
