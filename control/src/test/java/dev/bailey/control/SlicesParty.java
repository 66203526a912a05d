package dev.bailey.control;

/** One of those who act in {@link SlicesWorld}. Its fields are short for the world's, as every line needs them. */
abstract class SlicesParty {

    final SlicesWorld world;
    final SlicesSetup setup;
    final SlicesLayout at;
    final int[] now;
    final int[] next;

    SlicesParty(SlicesWorld world) {
        this.world = world;
        this.setup = world.setup;
        this.at = world.at;
        this.now = world.now;
        this.next = world.next;
    }

    /** Shows every step that it can take now. */
    abstract void steps();

    final boolean has(SlicesKnob knob) {
        return setup.has(knob);
    }

    final void begin() {
        world.begin();
    }

    final void fair(String what) {
        world.fair(what);
    }

    final void optional(String what) {
        world.optional(what);
    }
}
