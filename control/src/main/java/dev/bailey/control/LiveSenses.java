package dev.bailey.control;

import dev.bailey.core.Side;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What routers and streams of a running migration let an observation see. Thread-safe. */
final class LiveSenses implements Observation.Senses {

    private final List<MovingStore> stores;
    private final Routers routers;
    private final BooleanSupplier ready;

    LiveSenses(List<MovingStore> stores, Routers routers, BooleanSupplier ready) {
        this.stores = List.copyOf(stores);
        this.routers = routers;
        this.ready = ready;
    }

    @Override
    public boolean isOpen() {
        return ready.getAsBoolean();
    }

    @Override
    public RoutersAnswers answers(Side side) {
        return routers.answers(side);
    }

    @Override
    public WayBack wayBack() {
        return WayBack.of(stores, Side.TARGET);
    }
}
