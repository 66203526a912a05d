package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Where the API of a live run listens, and the token that it asks for. Immutable. */
record ApiAddress(URI url, String token) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads what the run wrote when it began to listen. */
    static ApiAddress read(Path file) throws IOException {
        JsonNode address = JSON.readTree(file.toFile());
        if (!address.path("url").isTextual() || !address.path("token").isTextual()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "file " + file + " has no url and token: remove it, and start the migration again");
        }
        return new ApiAddress(
                URI.create(address.path("url").textValue()),
                address.path("token").textValue());
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
