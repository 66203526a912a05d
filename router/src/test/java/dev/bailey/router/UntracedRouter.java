package dev.bailey.router;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own, with a router that carries a request without being asked to show it. */
final class UntracedRouter {

    private UntracedRouter() {}

    public static void main(String[] args) throws IOException {
        try (World world = new World(Path.of(args[0]))) {
            if (world.read("/").statusCode() != 200) {
                throw new IllegalStateException("not served");
            }
        }
    }
}
