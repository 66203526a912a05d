package dev.bailey.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A program of a peer, and who brings it.
 *
 * @param debian the Debian package that has it
 */
record Program(String name, String debian) {

    static final Program PGBENCH = new Program("pgbench", "postgresql-contrib");
    static final Program PGCOPYDB = new Program("pgcopydb", "pgcopydb");
    static final Program PG_DUMP = new Program("pg_dump", "postgresql-client");
    static final Program PSQL = new Program("psql", "postgresql-client");
    static final Program SYSBENCH = new Program("sysbench", "sysbench");
    static final Program MYLOADER = new Program("myloader", "mydumper");
    static final Program MARIADB_DUMP = new Program("mariadb-dump", "mariadb-client");
    static final Program NGINX = new Program("nginx", "nginx-light");
    static final Program HAPROXY = new Program("haproxy", "haproxy");
    static final Program WRK = new Program("wrk", "wrk");
    static final Program H2LOAD = new Program("h2load", "nghttp2-client");
    static final Program OPENSSL = new Program("openssl", "openssl");
    static final Program TASKSET = new Program("taskset", "util-linux");

    boolean isMissing() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** What is told instead of its figures. */
    String absence() {
        return name + " is missing: Debian's package " + debian + " has it";
    }

    /** @throws IllegalStateException that says what to install */
    void require() {
        if (isMissing()) {
            throw new IllegalStateException(absence() + "; this table cannot do without");
        }
    }
}
