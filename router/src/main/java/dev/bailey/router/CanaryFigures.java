package dev.bailey.router;

/**
 * What became of reads that might have gone to the target, since the start. Immutable.
 *
 * @param target answered by it
 * @param recentWrites answered by the source, because the target may lack what their tenant wrote last
 * @param behind answered by the source, because it was not known that the target is close enough behind it
 * @param fellBack answered by the source, after the target was asked and did not answer well
 */
public record CanaryFigures(long target, long recentWrites, long behind, long fellBack) {

    public static final CanaryFigures NONE = new CanaryFigures(0, 0, 0, 0);

    public CanaryFigures plus(CanaryFigures other) {
        return new CanaryFigures(
                target + other.target,
                recentWrites + other.recentWrites,
                behind + other.behind,
                fellBack + other.fellBack);
    }
}
