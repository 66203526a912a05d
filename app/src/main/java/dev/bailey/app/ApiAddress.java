package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Where the API of a live run listens, and the token that it asks for. Immutable. */
record ApiAddress(URI url, String token) {

    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Writes it for this user's eyes only, at once: a reader sees the old one or the new one. */
    void write(Path file) throws IOException {
        Path written = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "api",
                ".json",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        JSON.writeValue(written.toFile(), Map.of("url", url.toString(), "token", token));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return url.toString();
    }
}
