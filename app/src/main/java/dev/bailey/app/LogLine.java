package dev.bailey.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** One log record on one line: UTC time, level, class, message; with {@code -v} also where a failure came from. */
final class LogLine extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    // The JDK forgets the level of a logger that nobody holds.
    private static final Logger BAILEY = Logger.getLogger("dev.bailey");

    /** It warns of every answer that is an error, which whoever asked has been given and knows what to do about. */
    private static final Logger DRIVER = Logger.getLogger("org.mariadb.jdbc");

    private final boolean verbose;

    private LogLine(boolean verbose) {
        this.verbose = verbose;
    }

    /** Sends the log to standard error: warnings, or, verbosely, what Bailey does as well. */
    static void configure(boolean verbose) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        console.setFormatter(new LogLine(verbose));
        root.addHandler(console);
        root.setLevel(Level.WARNING);
        BAILEY.setLevel(verbose ? Level.FINE : Level.WARNING);
        DRIVER.setLevel(Level.SEVERE);
    }

    @Override
    public String format(LogRecord entry) {
        String logger = String.valueOf(entry.getLoggerName());
        String line = TIME.format(Instant.ofEpochMilli(entry.getMillis())) + " "
                + entry.getLevel().getName() + " "
                + logger.substring(logger.lastIndexOf('.') + 1) + ": "
                + formatMessage(entry).replace('\n', ' ');
        Throwable thrown = entry.getThrown();
        if (thrown == null) {
            return line + "\n";
        }
        return verbose ? line + "\n" + trace(thrown) : line + " (" + thrown + ")\n";
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
