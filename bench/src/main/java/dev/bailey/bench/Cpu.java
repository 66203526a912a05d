package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** CPU time that processes have used so far, in seconds, as /proc tells it: in steps of 10 ms. */
final class Cpu {

    /** USER_HZ, which is 100 on every Linux that people run. */
    private static final double TICKS_PER_SECOND = 100;

    /** Places after the command's name, which may hold spaces: proc(5) counts utime as the 14th field. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    private static final int CHILDREN_UTIME = 13;
    private static final int CHILDREN_STIME = 14;

    private Cpu() {}

    /** Of one process alone; 0 when it is gone. */
    static double ofProcess(long pid) {
        return seconds(pid, UTIME, STIME);
    }

    /** Of this process alone. */
    static double ofThisProcess() {
        return ofProcess(ProcessHandle.current().pid());
    }

    /** Of every process that this one started and waited for, with what those waited for. */
    static double ofEndedChildren() {
        return seconds(ProcessHandle.current().pid(), CHILDREN_UTIME, CHILDREN_STIME);
    }

    /** Of a process and all that came from it, those that ended too. */
    static double ofTree(long pid) {
        double children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToDouble(child -> ofTree(child.pid()))
                .sum();
        return seconds(pid, UTIME, STIME, CHILDREN_UTIME, CHILDREN_STIME) + children;
    }

    private static double seconds(long pid, int... fields) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int field : fields) {
                ticks += Long.parseLong(values[field]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
