package dev.bailey.bench;

import java.util.List;

/** The ways to copy a database of PostgreSQL, the one that Bailey is set beside first. */
final class PostgresCopies {

    private final TwoServers pair;
    private final int jobs;

    PostgresCopies(TwoServers pair, int jobs) {
        this.pair = pair;
        this.jobs = jobs;
    }

    List<CopyPeer> peers() {
        return List.of(
                new CopyPeer("pgcopydb", Program.PGCOPYDB, this::pgcopydb),
                new CopyPeer("pg_dump and pg_restore", Program.PG_DUMP, this::dumpAndRestore),
                new CopyPeer("bare COPY through psql", Program.PSQL, this::bareCopy));
    }

    private void pgcopydb(String database, String into) {
        Shell.shell(
                "folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT; pgcopydb clone --dir \"$folder/work\" --table-jobs "
                        + jobs + " --index-jobs " + jobs + " --source '"
                        + pair.source().url(database) + "' --target '"
                        + pair.target().url(into) + "'");
    }

    private void dumpAndRestore(String database, String into) {
        Shell.shell("folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT; pg_dump -Fd -Z0 -j" + jobs
                + " -f \"$folder/dump\" '" + pair.source().url(database) + "' && pg_restore -j" + jobs
                + " -d '" + pair.target().url(into) + "' \"$folder/dump\"");
    }

    /** No tool at all: the schema, then a table after the other through a pipe, then the keys. */
    private void bareCopy(String database, String into) {
        String from = pair.source().url(database);
        String to = pair.target().url(into);
        Shell.shell("pg_dump --section=pre-data '" + from + "' | psql -qX '" + to + "' >/dev/null;"
                + " for table in $(psql -qXAt -c \"SELECT tablename FROM pg_tables WHERE schemaname = 'public'\" '"
                + from
                + "'); do"
                + " psql -qX -c \"COPY $table TO STDOUT (FORMAT binary)\" '" + from + "'"
                + " | psql -qX -c \"COPY $table FROM STDIN (FORMAT binary)\" '" + to + "'; done;"
                + " pg_dump --section=post-data '" + from + "' | psql -qX '" + to + "' >/dev/null");
    }
}
