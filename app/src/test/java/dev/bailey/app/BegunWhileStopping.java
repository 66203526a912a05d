package dev.bailey.app;

/** Bailey in a process that was told to stop before it began. */
final class BegunWhileStopping {

    private BegunWhileStopping() {}

    public static void main(String[] arguments) {
        Thread bailey = new Thread(() -> Main.execute(Shell.ofProcess(), new LiveWiring(), arguments), "late");
        Runtime.getRuntime().addShutdownHook(bailey);
    }
}
