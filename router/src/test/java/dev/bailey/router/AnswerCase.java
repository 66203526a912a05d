package dev.bailey.router;

import java.util.List;

/**
 * One answer of the corpus, and what must come of it.
 *
 * @param method of the request that it answers
 * @param sent what the upstream says, byte by byte
 * @param end what the upstream does then
 * @param answer what the client gets: a status, the body, and "cut" when that came without its end
 * @param kept whether the upstream's connection carries the next request
 */
record AnswerCase(String name, String method, String sent, End end, String answer, boolean kept) {

    private static final String KEPT = "kept";
    private static final String CLOSED = "closed";

    /** What follows an answer. */
    enum End {
        NOTHING(">"),
        FIN("/");

        private final String mark;

        End(String mark) {
            this.mark = mark;
        }
    }

    static List<AnswerCase> read(String resource) {
        return Corpus.blocks(resource).stream().map(AnswerCase::of).toList();
    }

    private static AnswerCase of(List<String> block) {
        End end = Corpus.marked(block, End.FIN.mark).isEmpty() ? End.NOTHING : End.FIN;
        String method = Corpus.marked(block, "?").stream().findFirst().orElse("GET");
        String answer = Corpus.only(block, "<");
        int last = answer.lastIndexOf(' ');
        String rest = answer.substring(last + 1);
        if (!rest.equals(KEPT) && !rest.equals(CLOSED)) {
            throw new IllegalArgumentException("an answer ends in kept or closed: " + block);
        }
        return new AnswerCase(
                Corpus.only(block, "="),
                method,
                Corpus.bytes(Corpus.only(block, end.mark)),
                end,
                Corpus.bytes(answer.substring(0, last)),
                rest.equals(KEPT));
    }

    @Override
    public String toString() {
        return name;
    }
}
