package dev.bailey.control;

/** What a guard is told to do. */
enum ModelCommand {
    NONE("nothing"),
    FENCE("fence"),
    FOR_GOOD("for-good"),
    OPEN("open-new-side"),
    ABORT("abort-open"),
    BURN("burn-epoch"),
    RETREAT("retreat-open");

    private static final ModelCommand[] ALL = values();

    private final String label;

    ModelCommand(String label) {
        this.label = label;
    }

    static ModelCommand of(int number) {
        return ALL[number];
    }

    /** By which a state holds it; means nothing outside one run. */
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    @Override
    public String toString() {
        return label;
    }
}
