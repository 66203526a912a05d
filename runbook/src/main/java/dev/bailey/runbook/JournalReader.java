package dev.bailey.runbook;

import dev.bailey.core.Problem;
import dev.bailey.runbook.JournalCheck.Broken;
import dev.bailey.runbook.JournalCheck.Fault;
import dev.bailey.runbook.JournalCheck.Whole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** Follows the chain of a journal that it does not own. */
final class JournalReader {

    private JournalReader() {}

    static JournalCheck check(Path file, JournalHead known) {
        return check(read(file), known);
    }

    static List<Entry> entries(Path file) {
        return read(file).stream().map(Chain.Link::entry).toList();
    }

    private static List<Chain.Link> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Problem(Problem.Kind.UNFIT, "there is no journal at " + file + ": name the file");
        }
        try {
            return links(file);
        } catch (SQLException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "journal " + file + " cannot be read (" + e.getMessage()
                            + "): check that the file is a journal of Bailey's and may be read, with the files beside it",
                    e);
        }
    }

    private static List<Chain.Link> links(Path file) throws SQLException {
        // SQLite takes part in the write-ahead log of whoever has the file open through files beside it. In a folder
        // that
        // may not be written there is nobody to take part with.
        boolean alone = !Files.isWritable(file.toAbsolutePath().getParent())
                && !Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        String url = "jdbc:sqlite:" + file.toAbsolutePath().toUri().toString().replaceFirst("^file:/+", "file:/")
                + (alone ? "?immutable=1" : "");
        try (Connection connection = config.createConnection(url)) {
            int version = JournalFormat.version(connection);
            JournalFormat.requireKnown(version, file);
            if (version == 0) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "there is no journal in " + file + ": a copy is made with the files beside it (-wal, -shm), or"
                                + " while Bailey does not run");
            }
            if (version < JournalFormat.VERSION) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "journal " + file + " has format " + version
                                + ", which has no hashes: it gets them when this Bailey runs the migration once");
            }
            return JournalFormat.links(connection);
        }
    }

    private static JournalCheck check(List<Chain.Link> links, JournalHead known) {
        String previous = JournalHead.NONE.hash();
        for (int i = 0; i < links.size(); i++) {
            Chain.Link link = links.get(i);
            long expected = i + 1L;
            if (link.number() > expected) {
                return new Broken(expected, Fault.MISSING, "entry " + expected + " is missing");
            }
            if (link.number() < expected || !link.follows(previous)) {
                return misfit(links, link);
            }
            if (expected == known.number() && !known.hash().equals(link.hash())) {
                return new Broken(
                        expected,
                        Fault.CHANGED,
                        "entry " + expected + " is not the one that was known: its hash was " + known.hash()
                                + " and is " + link.hash() + ", so this is another journal, or one written anew");
            }
            previous = String.valueOf(link.hash());
        }
        if (links.size() < known.number()) {
            return new Broken(
                    links.size() + 1L,
                    Fault.MISSING,
                    "entry " + (links.size() + 1L) + " is missing: the journal ends before entry " + known.number()
                            + ", which was known");
        }
        return new Whole(new JournalHead(links.size(), previous));
    }

    private static Broken misfit(List<Chain.Link> links, Chain.Link link) {
        for (int i = 0; i < links.size(); i++) {
            String before = i == 0
                    ? JournalHead.NONE.hash()
                    : String.valueOf(links.get(i - 1).hash());
            // Of two neighbours that changed places, the one that came first now stands where the second was.
            for (String previous : List.of(before, String.valueOf(links.get(i).hash()))) {
                if (i + 1L != link.number() && link.hashed(previous, i + 1L).equals(link.hash())) {
                    return new Broken(
                            link.number(),
                            Fault.OUT_OF_ORDER,
                            "entry " + link.number() + " was written as entry " + (i + 1));
                }
            }
        }
        return new Broken(
                link.number(),
                Fault.CHANGED,
                "entry " + link.number() + " is not what was written behind the entry before it");
    }
}
