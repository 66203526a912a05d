package dev.bailey.control;

import java.util.List;

/** What became of somebody's wish to move a slice. */
public sealed interface FlipAnswer {

    /** The slice moved. */
    record Done(FlipRecord move) implements FlipAnswer {}

    /** A gate was closed; nothing was touched. */
    record Closed(List<String> because) implements FlipAnswer {
        public Closed {
            because = List.copyOf(because);
        }

        static Closed by(List<NamedGate> gates) {
            return new Closed(gates.stream().map(NamedGate::sentence).toList());
        }
    }

    /** What comes before it is being done; to be asked for again. */
    record Begun(List<String> because) implements FlipAnswer {
        public Begun {
            because = List.copyOf(because);
        }
    }

    /** It was begun and given up; the slice is served where it was. */
    record GivenUp(FlipRecord move) implements FlipAnswer {}
}
