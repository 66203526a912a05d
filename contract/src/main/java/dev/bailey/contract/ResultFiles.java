package dev.bailey.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that a run of a suite wrote, and no other left. Confined to one thread. */
final class ResultFiles {

    private record Stamp(FileTime time, long bytes) {}

    private final Path folder;
    private final List<PathMatcher> matchers;
    private final Path start;
    private Map<Path, Stamp> before = Map.of();

    /** @param glob relative to the folder: {@code target/**}{@code /*.xml} */
    ResultFiles(Path folder, String glob) {
        this.folder = folder.toAbsolutePath().normalize();
        // As in a shell, two stars stand for no folder too.
        this.matchers = Stream.of(glob, glob.replace("**/", ""))
                .distinct()
                .map(each -> FileSystems.getDefault().getPathMatcher("glob:" + each))
                .toList();
        this.start = start(this.folder, glob);
    }

    /** Where the fixed part of the glob ends: what lies beside it may be large. */
    private static Path start(Path folder, String glob) {
        Path start = folder;
        String[] parts = glob.split("/", -1);
        for (int at = 0; at < parts.length - 1 && !parts[at].matches(".*[*?\\[{].*"); at++) {
            start = start.resolve(parts[at]);
        }
        return start;
    }

    /** What is there now is of an earlier run. */
    void begin() {
        before = stamps();
    }

    /** Those that are new or changed since, sorted. */
    List<Path> written() {
        List<Path> written = new ArrayList<>();
        stamps().forEach((path, stamp) -> {
            if (!stamp.equals(before.get(path))) {
                written.add(path);
            }
        });
        return written;
    }

    private Map<Path, Stamp> stamps() {
        Map<Path, Stamp> stamps = new TreeMap<>();
        if (!Files.exists(start)) {
            return stamps;
        }
        try (Stream<Path> files = Files.walk(start)) {
            for (Path file : (Iterable<Path>) files.filter(this::matches)::iterator) {
                stamps.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stamps;
    }

    private boolean matches(Path file) {
        Path relative = folder.relativize(file.toAbsolutePath().normalize());
        return matchers.stream().anyMatch(matcher -> matcher.matches(relative)) && Files.isRegularFile(file);
    }
}
