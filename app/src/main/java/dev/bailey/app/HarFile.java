package dev.bailey.app;

import dev.bailey.contract.Call;
import dev.bailey.contract.Content;
import dev.bailey.contract.HarWriter;
import dev.bailey.contract.Header;
import dev.bailey.contract.Masking;
import dev.bailey.control.TrafficFile;
import dev.bailey.core.Problem;
import dev.bailey.judging.Answer;
import dev.bailey.router.HeaderLine;
import dev.bailey.router.ShadowAnswer;
import dev.bailey.router.ShadowedRequest;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Recorded traffic as an HTTP archive. Bodies in which secrets cannot be found are not kept. */
final class HarFile implements TrafficFile {

    /** A small body may be packed from an endless one. */
    private static final int UNPACKED_BYTES_MAX = 16 << 20;

    private final Path path;
    private final HarWriter writer;

    private HarFile(Path path, HarWriter writer) {
        this.path = path;
        this.writer = writer;
    }

    static HarFile open(String service, Path path, Set<String> personal) {
        try {
            return new HarFile(
                    path,
                    new HarWriter(
                            new BufferedOutputStream(Files.newOutputStream(path)),
                            "http://" + service,
                            BaileyVersion.text(),
                            Masking.once(personal)));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    @Override
    public boolean add(ShadowedRequest request, ShadowAnswer answer) {
        Map<String, List<String>> heads = byName(answer.headers());
        byte[] asked = bytes(request.body());
        String type = request.headers().stream()
                .filter(line -> line.name().equalsIgnoreCase("content-type"))
                .map(line -> line.value().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
        if (asked.length > 0 && !Masking.understands(type)) {
            return false;
        }
        try {
            writer.add(
                    new Call(
                            request.toString(),
                            request.method(),
                            request.target().startsWith("/") ? request.target() : "/",
                            request.headers().stream()
                                    .map(line -> new Header(line.name(), line.value()))
                                    .toList(),
                            Content.of(asked),
                            Optional.of(new Answer(answer.status(), heads, answered(heads, bytes(answer.body())))),
                            List.of(),
                            Map.of()),
                    answer.at().minus(answer.took()),
                    answer.took());
            return true;
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /** As the client sees it; nothing of what nobody can look into. */
    private static byte[] answered(Map<String, List<String>> heads, byte[] body) {
        List<String> coding =
                Optional.ofNullable(heads.remove("content-encoding")).orElse(List.of());
        String type =
                String.join(",", heads.getOrDefault("content-type", List.of())).toLowerCase(Locale.ROOT);
        if (!Masking.understands(type)) {
            return new byte[0];
        } else if (coding.isEmpty() || coding.equals(List.of("identity"))) {
            return body;
        } else if (!coding.equals(List.of("gzip"))) {
            return new byte[0];
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return unpacked.readNBytes(UNPACKED_BYTES_MAX);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static Map<String, List<String>> byName(List<HeaderLine> lines) {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        lines.forEach(line -> byName.computeIfAbsent(line.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                .add(line.value()));
        return byName;
    }

    private static byte[] bytes(ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return bytes;
    }

    private static Problem unwritable(Path path, IOException e) {
        return new Problem(Problem.Kind.UNFIT, "cannot write " + path + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }
}
