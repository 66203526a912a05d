package dev.bailey.bench;

import java.util.List;

/** The ways to copy a database of MySQL or MariaDB, the one that Bailey is set beside first. */
final class MysqlCopies {

    private final MysqlBenchServer source;
    private final MysqlBenchServer target;
    private final int jobs;

    MysqlCopies(TwoServers pair, int jobs) {
        this.source = (MysqlBenchServer) pair.source();
        this.target = (MysqlBenchServer) pair.target();
        this.jobs = jobs;
    }

    List<CopyPeer> peers() {
        return List.of(
                new CopyPeer(
                        "mydumper and myloader", Program.MYLOADER, (database, into) -> mydumper(database, into, "")),
                new CopyPeer(
                        "mydumper and myloader, with binlog",
                        Program.MYLOADER,
                        (database, into) -> mydumper(database, into, "--enable-binlog")),
                new CopyPeer("mariadb-dump through mariadb", Program.MARIADB_DUMP, this::dump));
    }

    /** @param more of myloader's options, which otherwise writes nothing to the binlog */
    private void mydumper(String database, String into, String more) {
        Shell.shell("folder=$(mktemp -d); trap 'rm -rf \"$folder\"' EXIT; mydumper " + source.clientOptions()
                + " --verbose=1 --threads=" + jobs + " --database=" + database
                + " --outputdir=\"$folder/dump\" && myloader " + target.clientOptions() + " --verbose=1 --threads="
                + jobs + " --database=" + into + " --directory=\"$folder/dump\" " + more);
    }

    private void dump(String database, String into) {
        Shell.shell("mariadb-dump --no-defaults " + source.clientOptions() + " --single-transaction " + database
                + " | mariadb --no-defaults " + target.clientOptions() + " " + into);
    }
}
