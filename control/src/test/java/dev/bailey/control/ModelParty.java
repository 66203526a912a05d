package dev.bailey.control;

/** One of those who act in the modelled world. Its fields are short for the world's, as every line needs them. */
abstract sealed class ModelParty
        permits ModelCommands, ModelControlPlane, ModelGuards, ModelRouters, ModelRoutes, ModelStreams, ModelWrites {

    final ModelWorld world;
    final ModelSetup setup;
    final ModelLayout at;
    final int[] now;
    final int[] next;

    ModelParty(ModelWorld world) {
        this.world = world;
        this.setup = world.setup;
        this.at = world.at;
        this.now = world.now;
        this.next = world.next;
    }

    /** Shows every step that it can take now. */
    abstract void steps();

    final boolean has(ModelKnob knob) {
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
