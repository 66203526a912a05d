package dev.bailey.app;

import java.nio.file.Path;

/** The folder in which a run keeps what must outlive it, beside its plan. Immutable. */
record StateFolder(Path path) {

    static StateFolder of(Path plan, String migration) {
        return new StateFolder(plan.resolveSibling(".bailey").resolve(migration));
    }

    Path journal() {
        return path.resolve("journal.db");
    }

    /** Where the API of a live run is found. */
    Path api() {
        return path.resolve("api.json");
    }

    /** The routes that the router took last. */
    Path routes() {
        return path.resolve("routes.json");
    }
}
